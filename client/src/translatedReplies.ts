import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';
import { fromServer, isEnglish } from './serverTexts.ts';

type Translated = Pick<
  Middleware,
  | 'provideCodeActions'
  | 'provideCodeLenses'
  | 'resolveCodeLens'
  | 'provideDiagnostics'
  | 'provideHover'
  | 'handleWorkDoneProgress'
>;

/** What the server says through VS Code's own features, in VS Code's language; nothing stands between them in English. */
export const translatedReplies: Translated = isEnglish
  ? {}
  : {
      async provideCodeActions(document, range, context, token, next) {
        const actions = await next(document, range, context, token);
        for (const action of actions ?? []) action.title = fromServer(action.title);
        return actions;
      },
      async provideCodeLenses(document, token, next) {
        const lenses = await next(document, token);
        for (const lens of lenses ?? []) translateLens(lens);
        return lenses;
      },
      async resolveCodeLens(unresolved, token, next) {
        const lens = await next(unresolved, token);
        if (lens) translateLens(lens);
        return lens;
      },
      async provideDiagnostics(document, previous, token, next) {
        const report = await next(document, previous, token);
        if (report && 'items' in report) for (const one of report.items) one.message = fromServer(one.message);
        return report;
      },
      async provideHover(document, position, token, next) {
        const hover = await next(document, position, token);
        for (const content of hover?.contents ?? []) {
          if (content instanceof vscode.MarkdownString) content.value = linesFromServer(content.value);
        }
        return hover;
      },
      handleWorkDoneProgress(token, params, next) {
        const { message } = params;
        const title = 'title' in params ? { title: fromServer(params.title) } : {};
        next(token, { ...params, ...title, ...(message === undefined ? {} : { message: fromServer(message) }) });
      },
    };

function translateLens({ command }: vscode.CodeLens): void {
  if (command) command.title = fromServer(command.title);
}

function linesFromServer(markdown: string): string {
  return markdown
    .split('\n')
    .map((line) => fromServer(line))
    .join('\n');
}
