import type { Span } from '../../engine/text/span.ts';
import { allowFingerprint } from '../../workspace/allowList.ts';
import type { TextEdit } from '../rules/textEdit.ts';
import { allowComment } from './allowComment.ts';
import { allowEdit } from './allowEdit.ts';
import { envLine } from './envFile.ts';
import { environmentRead } from './environmentRead.ts';

/** What can be done about a secret; the likeliest first. */
export const SECRET_FIXES = ['environment', 'redact', 'allow-here', 'allow-everywhere'] as const;
export type SecretFixId = (typeof SECRET_FIXES)[number];

/** A file that a fix writes to, as it is now: in an editor, on disk, or not there yet. */
export interface EditedFile {
  readonly uri: string;
  readonly text: string;
  readonly exists: boolean;
}

/** One mend of one secret. Its edits may hold the secret itself: they are sent only when it was chosen. */
export interface SecretFix {
  readonly id: SecretFixId;
  readonly title: string;
  /** What a redaction takes away, for who wants it back. */
  readonly redacted?: { readonly placeholder: string; readonly value: string };
  readonly files: readonly (EditedFile & { readonly edits: readonly TextEdit[] })[];
}

export interface SecretPlaceToMend {
  readonly document: EditedFile;
  readonly language: string;
  readonly secret: Span & { readonly rule: string };
  /** What stands in its place after a redaction. */
  readonly placeholder: string;
  /** `.winnow/config.json` of the document's folder; absent where its word would not count. */
  readonly config?: EditedFile | undefined;
  /** `.env` of the document's folder; absent where it cannot be read or made. */
  readonly env?: (EditedFile & { readonly ignoredByGit: boolean }) | undefined;
}

/** The fixes that are possible here. */
export function secretFixes(place: SecretPlaceToMend): readonly SecretFix[] {
  return SECRET_FIXES.flatMap((id) => FIXES[id](place) ?? []);
}

const FIXES: Readonly<Record<SecretFixId, (place: SecretPlaceToMend) => SecretFix | undefined>> = {
  environment: ({ document, language, secret, env }) => {
    const { text } = document;
    const read = env && environmentRead({ text, language, secret, rule: secret.rule });
    const line = read && envLine(env.text, read.name, text.slice(secret.start, secret.end));
    if (!line) return undefined;
    const warning = env.ignoredByGit ? '' : '; git does not ignore that file';
    return {
      id: 'environment',
      title: `Move this ${secret.rule} to ${line.name} in .env${warning}`,
      files: [{ ...document, edits: read.edits(line.name) }, ...(line.edit ? [{ ...env, edits: [line.edit] }] : [])],
    };
  },
  redact: ({ document, secret, placeholder }) => ({
    id: 'redact',
    title: `Replace this ${secret.rule} by its placeholder`,
    redacted: { placeholder: placeholder.trim(), value: document.text.slice(secret.start, secret.end) },
    files: [{ ...document, edits: [{ span: secret, newText: placeholder }] }],
  }),
  'allow-here': ({ document, language, secret }) => {
    const { text } = document;
    const end = lineEnd(text, secret.start);
    const comment = end < secret.end ? undefined : allowComment(language, text.slice(0, end));
    return comment === undefined
      ? undefined
      : {
          id: 'allow-here',
          title: `Allow this ${secret.rule} on this line`,
          files: [{ ...document, edits: [{ span: { start: end, end }, newText: comment }] }],
        };
  },
  'allow-everywhere': ({ document, secret, config }) => {
    const value = document.text.slice(secret.start, secret.end);
    const edit = config && allowEdit(config.exists ? config.text : undefined, allowFingerprint(secret.rule, value));
    return edit
      ? {
          id: 'allow-everywhere',
          title: `Allow this ${secret.rule} everywhere in this workspace`,
          files: [{ ...config, edits: [{ span: edit, newText: edit.text }] }],
        }
      : undefined;
  },
};

function lineEnd(text: string, offset: number): number {
  const end = /[\r\n]/.exec(text.slice(offset));
  return end ? offset + end.index : text.length;
}
