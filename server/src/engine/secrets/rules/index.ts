import type { SecretRule } from '../rule.ts';
import { AI_RULES } from './ai.ts';
import { CLOUD_RULES } from './cloud.ts';
import { DATABASE_RULES } from './databases.ts';
import { DEVELOPER_TOOL_RULES } from './developerTools.ts';
import { GENERIC_RULES } from './generic.ts';
import { GENERIC_KEY_RULES } from './genericKeys.ts';
import { GENERIC_PASSWORD_RULES } from './genericPasswords.ts';
import { HTTP_RULES } from './http.ts';
import { IDENTITY_RULES } from './identity.ts';
import { INFRASTRUCTURE_RULES } from './infrastructure.ts';
import { KEY_RULES } from './keys.ts';
import { MANIFEST_RULES } from './manifests.ts';
import { MESSAGING_RULES } from './messaging.ts';
import { MONITORING_RULES } from './monitoring.ts';
import { PACKAGE_RULES } from './packages.ts';
import { PAIR_RULES } from './pairs.ts';
import { PAYMENT_RULES } from './payments.ts';
import { PERSONAL_RULES } from './personal.ts';
import { PLATFORM_RULES } from './platforms.ts';
import { SERVICE_RULES } from './services.ts';
import { SOCIAL_RULES } from './social.ts';
import { SOURCE_HOST_RULES } from './sourceHosts.ts';
import { wrappedRules } from './wrapped.ts';

const PLAIN_RULES: readonly SecretRule[] = [
  ...CLOUD_RULES,
  ...INFRASTRUCTURE_RULES,
  ...SOURCE_HOST_RULES,
  ...PACKAGE_RULES,
  ...AI_RULES,
  ...PAYMENT_RULES,
  ...MESSAGING_RULES,
  ...SOCIAL_RULES,
  ...SERVICE_RULES,
  ...MONITORING_RULES,
  ...DEVELOPER_TOOL_RULES,
  ...PLATFORM_RULES,
  ...IDENTITY_RULES,
  ...DATABASE_RULES,
  ...MANIFEST_RULES,
  ...KEY_RULES,
  ...HTTP_RULES,
  ...PAIR_RULES,
  ...GENERIC_RULES,
  ...GENERIC_KEY_RULES,
  ...GENERIC_PASSWORD_RULES,
];

/** Every kind of secret that is always looked for. The order does not matter. */
export const SECRET_RULES: readonly SecretRule[] = [...PLAIN_RULES, ...wrappedRules(PLAIN_RULES)];

/** With them the data of people, for those who ask for it. */
export const ALL_RULES: readonly SecretRule[] = [...SECRET_RULES, ...PERSONAL_RULES];
