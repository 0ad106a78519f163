import {
  CodeActionKind,
  CodeActionTriggerKind,
  CompletionItemKind,
  MarkupKind,
  type CodeAction,
  type CompletionItem,
  type Range,
  type TextEdit as LspTextEdit,
} from 'vscode-languageserver/node';
import { LineIndex } from '../../engine/text/lineIndex.ts';
import type { RuleProblem } from '../../engine/triggers/rule.ts';
import { toRange, touches } from '../convert.ts';
import { answer } from '../request.ts';
import type { ServerContext } from '../context.ts';
import { secretActions } from './secretActions.ts';
import { completionsAt, type Completion } from '../rules/completion.ts';
import { renamableAt, renameEdits } from '../rules/rename.ts';
import type { RulesFileService } from '../rules/rulesFile.ts';
import type { RulesView } from '../rules/rulesView.ts';
import type { TextEdit } from '../rules/textEdit.ts';

/** Each fix is tried on the file before it is offered. */
const MOST_MENDED = 10;
const MOST_SILENCED = 5;
const SILENCE = CodeActionKind.RefactorRewrite;

/** What helps to write a rules file: completion, rename, quick fixes there, and silencing a keyword where it stands. */
export function registerRulesEditing(context: ServerContext): void {
  const { connection, documents, log, rulesFile } = context;

  connection.onCompletion(({ textDocument, position }, token) =>
    answer({ method: 'textDocument/completion', token, log }, async () => {
      const service = await rulesFile();
      const view = service.open(textDocument.uri);
      if (!view) return null;
      const completions = completionsAt(view.source, view.lines.offsetAt(position), service.agents());
      return completions.map((one, at) => toCompletionItem(view, one, at));
    }),
  );

  connection.onPrepareRename(({ textDocument, position }, token) =>
    answer({ method: 'textDocument/prepareRename', token, log }, async () => {
      const view = (await rulesFile()).open(textDocument.uri);
      const found = view && renamableAt(view, view.lines.offsetAt(position));
      return found ? { range: toRange(view.lines, found.span), placeholder: found.place.name } : null;
    }),
  );
  connection.onRenameRequest(({ textDocument, position, newName }, token) =>
    answer({ method: 'textDocument/rename', token, log }, async () => {
      const view = (await rulesFile()).open(textDocument.uri);
      if (!view) return null;
      return { changes: { [view.uri]: toEdits(view, renameEdits(view, view.lines.offsetAt(position), newName)) } };
    }),
  );

  connection.onCodeAction(({ textDocument: { uri }, range, context: { only, triggerKind } }, token) =>
    answer({ method: 'textDocument/codeAction', token, log }, async (): Promise<CodeAction[]> => {
      const isWanted = (kind: CodeActionKind) => only?.some((one) => `${kind}.`.startsWith(`${one}.`)) ?? true;
      const secrets = isWanted(CodeActionKind.QuickFix) ? await secretActions(context, uri, range) : [];
      const service = await rulesFile();
      const view = service.open(uri);
      if (view) {
        const fixes = isWanted(CodeActionKind.QuickFix)
          ? await quickFixes(view, await service.problems(view), range)
          : [];
        return [...secrets, ...fixes];
      }
      // A light bulb at each keyword that the cursor passes would be in the way: who wants this asks for it.
      const isAskedFor = triggerKind !== CodeActionTriggerKind.Automatic;
      if (!isAskedFor || !isWanted(SILENCE) || !documents.get(uri)) return secrets;
      return [...secrets, ...(await silencingActions(context, service, uri, range))];
    }),
  );
}

async function quickFixes(view: RulesView, problems: readonly RuleProblem[], range: Range): Promise<CodeAction[]> {
  // They read YAML and know every secret rule, none of which is loaded at start.
  const { fixesOf } = await import('../rules/ruleFixes.ts');
  const { toRuleDiagnostic } = await import('../rules/ruleDiagnostics.ts');
  const here = problems.filter((problem) => touches(toRange(view.lines, problem), range));
  return here.slice(0, MOST_MENDED).flatMap((problem) =>
    fixesOf(view, problem).map(({ title, edits }, at) => ({
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [toRuleDiagnostic(view, problem)],
      isPreferred: at === 0,
      edit: { changes: { [view.uri]: toEdits(view, edits) } },
    })),
  );
}

/** Silences the keyword at the cursor where it stands in the same phrase; never with a text that may hold a secret. */
async function silencingActions(
  { documents, session }: ServerContext,
  service: RulesFileService,
  uri: string,
  range: Range,
): Promise<CodeAction[]> {
  const started = await session;
  const hits = started.triggers(uri, [range]).hits.slice(0, MOST_SILENCED);
  const view = hits.length === 0 ? undefined : service.applied();
  const text = documents.get(uri)?.text.toString() ?? '';
  const lines = new LineIndex(text);
  if (!view) return [];
  const { phrasesAround, silenceEdit } = await import('../rules/silence.ts');
  const secrets = started.findings(uri).map((finding) => finding.range);
  return hits.flatMap(({ rule, keyword, range: { start, end } }) => {
    const phrases = phrasesAround(text, { start: lines.offsetAt(start), end: lines.offsetAt(end) });
    return phrases.flatMap((span) => {
      if (secrets.some((secret) => touches(secret, toRange(lines, span)))) return [];
      const phrase = text.slice(span.start, span.end);
      const edit = silenceEdit(view, rule, phrase);
      const title = `Silence “${keyword}” in “${phrase}”`;
      return edit ? [{ title, kind: SILENCE, edit: { changes: { [view.uri]: toEdits(view, [edit]) } } }] : [];
    });
  });
}

const KINDS: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  rule: CompletionItemKind.Reference,
  agent: CompletionItemKind.Class,
};

/** In the order given; the client filters by what is written, quotes included. */
function toCompletionItem(view: RulesView, completion: Completion, at: number): CompletionItem {
  const { label, kind, detail, documentation, newText, span } = completion;
  const first = view.source[span.start];
  return {
    label,
    kind: KINDS[kind],
    ...(detail === undefined ? {} : { detail }),
    ...(documentation === undefined ? {} : { documentation: { kind: MarkupKind.PlainText, value: documentation } }),
    sortText: String(at).padStart(4, '0'),
    filterText: span.end > span.start && (first === '"' || first === "'") ? `${first}${label}` : label,
    textEdit: { range: toRange(view.lines, span), newText },
  };
}

function toEdits(view: RulesView, edits: readonly TextEdit[]): LspTextEdit[] {
  return edits.map(({ span, newText }) => ({ range: toRange(view.lines, span), newText }));
}
