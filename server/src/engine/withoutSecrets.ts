import { Analyzer } from './analyze.ts';
import type { RedactedText } from './secrets/redact.ts';

let analyzer: Analyzer | undefined;

/**
 * A message without the secrets that it may quote: names, keys and arguments come from a workspace or a user as files
 * do. There is no key where messages are made, so every fingerprint is zeros.
 */
export function withoutSecrets(message: string): RedactedText {
  analyzer ??= new Analyzer({
    rules: { immediate: [], compound: [], context: [], negative: [], priorities: [] },
    digest: () => '00000000',
  });
  return analyzer.redact(message);
}
