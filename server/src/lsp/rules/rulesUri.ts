import { mayBeRulesFile, RULES_PATH } from '../../workspace/rulesFile.ts';

/** The documents that the support for rules files is registered for, where the client lets a server say so. */
export const RULES_SELECTOR = [{ pattern: `**/${RULES_PATH}` }];

/** True for the URI of a rules file, of this workspace or of another. */
export function isRulesFile(uri: string): boolean {
  return mayBeRulesFile(uri);
}
