import { CodeLensRefreshRequest, SymbolKind, type CodeLens, type DocumentSymbol } from 'vscode-languageserver/node';
import type { CommandName } from '../../../../shared/src/commands.ts';
import { toRange } from '../convert.ts';
import { answer } from '../request.ts';
import type { ServerContext } from '../context.ts';
import { lensTitle, rulesWithLens } from '../rules/codeLens.ts';
import type { RulesView } from '../rules/rulesView.ts';
import { sectionsOf } from '../rules/symbols.ts';

const SHOW_MATCHES: CommandName = 'winnow.showTriggerMatches';
/** Places that one lens carries to its command. */
const MOST_LOCATIONS = 1000;

interface LensData {
  readonly uri: string;
  readonly rule: string;
  readonly section: string;
}

/** What gives an overview of a rules file: symbols, and a lens over each rule that tells where it fires. */
export function registerRulesOverview({ connection, capabilities, log, rulesFile, rulesReload }: ServerContext): void {
  connection.onDocumentSymbol(({ textDocument }, token) =>
    answer({ method: 'textDocument/documentSymbol', token, log }, async () => {
      const view = (await rulesFile()).open(textDocument.uri);
      return view ? toSymbols(view) : null;
    }),
  );

  connection.onCodeLens(({ textDocument }, token) =>
    answer({ method: 'textDocument/codeLens', token, log }, async (): Promise<CodeLens[] | null> => {
      const view = (await rulesFile()).open(textDocument.uri);
      if (!view) return null;
      return rulesWithLens(view).map(({ name, section, nameSpan }) => ({
        range: toRange(view.lines, nameSpan),
        data: { uri: view.uri, rule: name, section } satisfies LensData,
      }));
    }),
  );

  connection.onCodeLensResolve((lens, token) =>
    answer({ method: 'codeLens/resolve', token, log }, async (): Promise<CodeLens> => {
      const { uri, rule, section } = lens.data as LensData;
      const { rules } = await (await rulesFile()).recentMatches();
      const matches = rules.find((one) => one.rule === rule && `${one.kind}_triggers` === section);
      const locations = (matches?.files ?? [])
        .flatMap((file) => file.ranges.map((range) => ({ uri: file.uri, range })))
        .slice(0, MOST_LOCATIONS);
      const command = locations.length === 0 ? '' : SHOW_MATCHES;
      return {
        ...lens,
        command: { title: lensTitle(matches), command, arguments: [uri, lens.range.start, locations] },
      };
    }),
  );

  if (capabilities.workspace?.codeLens?.refreshSupport) {
    rulesReload.onMatchesChange(() => {
      // A client that is leaving answers nothing, and nothing is lost.
      connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
    });
  }
}

function toSymbols(view: RulesView): DocumentSymbol[] {
  return sectionsOf(view).map(({ name, nameSpan, span, rules }) => ({
    name,
    kind: SymbolKind.Namespace,
    range: toRange(view.lines, span),
    selectionRange: toRange(view.lines, nameSpan),
    children: rules.map((place) => ({
      name: place.name,
      kind: SymbolKind.Event,
      detail: place.agents.map((agent) => agent.name).join(', '),
      range: toRange(view.lines, place.span),
      selectionRange: toRange(view.lines, place.nameSpan),
    })),
  }));
}
