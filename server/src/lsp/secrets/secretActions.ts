import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  CodeActionKind,
  type ClientCapabilities,
  type CodeAction,
  type Range,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import * as z from 'zod/mini';
import { replacementOf } from '../../engine/secrets/redact.ts';
import { LineIndex } from '../../engine/text/lineIndex.ts';
import { isIgnoredByGit } from '../../workspace/gitIgnored.ts';
import { CONFIG_PATH } from '../../workspace/rulesFile.ts';
import { readTextFile } from '../../workspace/textFile.ts';
import type { ServerContext } from '../context.ts';
import { toDiagnostic, toFilePath, toRange, touches } from '../convert.ts';
import { mayRestore } from '../handlers/restoring.ts';
import { resolvesActions } from './resolvesActions.ts';
import { SECRET_FIXES, secretFixes, type EditedFile, type SecretFix } from './secretFixes.ts';

const MOST_SECRETS = 5;
const MOST_FILE_BYTES = 1_000_000;
const ENV_FILE = '.env';

const position = z.object({ line: z.number(), character: z.number() });
const actionData = z.object({
  winnow: z.enum(SECRET_FIXES),
  uri: z.string(),
  range: z.object({ start: position, end: position }),
});

/**
 * What can be done about the secrets that a range touches. Edits are worked out when an action is chosen; a client that
 * cannot ask for them then gets them at once, but none that would carry a secret into another file.
 */
export async function secretActions(context: ServerContext, uri: string, range: Range): Promise<CodeAction[]> {
  const lazy = resolvesActions(context.capabilities);
  const found = await fixesAt(context, uri, range);
  return found.flatMap(({ finding, fixes }) =>
    fixes.flatMap((fix): CodeAction[] => {
      const edit = workspaceEdit(context.capabilities, fix);
      if (!edit || (!lazy && fix.id === 'environment')) return [];
      const isPreferred = fix.id === 'environment';
      const shared = {
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [toDiagnostic(finding)],
        isPreferred,
      };
      const data: z.infer<typeof actionData> = { winnow: fix.id, uri, range: finding.range };
      return [lazy ? { ...shared, data } : { ...shared, edit }];
    }),
  );
}

/** The action with its edits, if it is one of `secretActions`; others have theirs already. */
export async function resolveSecretAction(context: ServerContext, action: CodeAction): Promise<CodeAction> {
  const { success, data } = actionData.safeParse(action.data);
  if (!success) return action;
  const found = await fixesAt(context, data.uri, data.range);
  const fix = found.flatMap(({ fixes }) => fixes).find(({ id }) => id === data.winnow);
  const edit = fix && workspaceEdit(context.capabilities, fix);
  if (fix?.redacted && (await mayRestore(context))) {
    (await context.session).restorable.add(fix.redacted.placeholder, fix.redacted.value);
  }
  return edit ? { ...action, edit } : action;
}

async function fixesAt({ documents, session }: ServerContext, uri: string, range: Range) {
  const started = await session;
  const document = documents.get(uri);
  const findings = document ? started.findings(uri).filter((one) => touches(one.range, range)) : [];
  if (!document || findings.length === 0) return [];
  const text = document.text.toString();
  const root = started.config.trusted ? started.rootOf(uri) : undefined;
  const fileAt = (path: string) => fileAsItIs(documents, path);
  const envPath = root && join(root.folder, ENV_FILE);
  const env = envPath === undefined ? undefined : fileAt(envPath);
  const ignoredByGit = root !== undefined && (await isIgnoredByGit(root.folder, ENV_FILE));
  return findings.slice(0, MOST_SECRETS).map((finding) => {
    const { rule, level, fingerprint } = finding;
    const start = document.text.offsetAt(finding.range.start);
    const end = document.text.offsetAt(finding.range.end);
    const { before, placeholder, after } = replacementOf(text, { start, end, rule, level }, fingerprint);
    const fixes = secretFixes({
      document: { uri, text, exists: true },
      language: started.languageOf(uri),
      secret: { start, end, rule },
      placeholder: before + placeholder + after,
      config: root && fileAt(join(root.folder, CONFIG_PATH)),
      env: env && env.uri !== uri ? { ...env, ignoredByGit } : undefined,
    });
    return { finding, fixes };
  });
}

/** A file that is open in an editor, on disk, or not there; undefined when it is there and cannot be read as text. */
function fileAsItIs(documents: ServerContext['documents'], path: string): EditedFile | undefined {
  const openUri = documents.uris().find((uri) => toFilePath(uri) === path);
  const open = openUri === undefined ? undefined : documents.get(openUri);
  if (open) return { uri: open.uri, text: open.text.toString(), exists: true };
  const uri = pathToFileURL(path).href;
  if (!existsSync(path)) return { uri, text: '', exists: false };
  const read = readTextFile(path, MOST_FILE_BYTES);
  return 'text' in read ? { uri, text: read.text, exists: true } : undefined;
}

/** Undefined when the client cannot make the files that the fix needs. */
function workspaceEdit({ workspace }: ClientCapabilities, { files }: SecretFix): WorkspaceEdit | undefined {
  const edited = files.map(({ uri, text, exists, edits }) => {
    const lines = new LineIndex(text);
    return { uri, exists, edits: edits.map(({ span, newText }) => ({ range: toRange(lines, span), newText })) };
  });
  if (edited.every(({ exists }) => exists))
    return { changes: Object.fromEntries(edited.map((one) => [one.uri, one.edits])) };
  const { documentChanges = false, resourceOperations = [] } = workspace?.workspaceEdit ?? {};
  if (!documentChanges || !resourceOperations.includes('create')) return undefined;
  return {
    documentChanges: edited.flatMap(({ uri, exists, edits }) => [
      ...(exists ? [] : [{ kind: 'create' as const, uri, options: { ignoreIfExists: true } }]),
      { textDocument: { uri, version: null }, edits },
    ]),
  };
}
