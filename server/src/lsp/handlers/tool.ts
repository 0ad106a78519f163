import type { CancellationToken } from 'vscode-languageserver/node';
import { METHODS, type OptimizeResult } from '../../../../shared/src/protocol.ts';
import type { ToolParams, ToolReply } from '../../../../shared/src/toolProtocol.ts';
import { isAbort, messageOf } from '../../base/errors.ts';
import { parsePin } from '../../pipeline/pins.ts';
import type { PipelineRun } from '../../pipeline/pipeline.ts';
import type { ServerContext } from '../context.ts';
import { joined } from '../jsonText.ts';
import { answer } from '../request.ts';
import type { Session } from '../session.ts';

/** `winnow/tool`: what a tool says to an assistant in the editor, in the words of the MCP server. */
export function registerTool({ connection, log, session, stats }: ServerContext): void {
  const method = METHODS.tool;
  // Without params the token comes first (JSON-RPC 2.0 lets them be left out).
  connection.onRequest(method, (first: unknown, second?: CancellationToken): Promise<ToolReply> => {
    const token = second ?? (first as CancellationToken);
    return answer({ method, token, log }, async ({ signal }) => {
      const { parseToolParams } = await import('../params.ts');
      const params = parseToolParams(second ? first : {});
      try {
        return { texts: await reply(await session, params, { signal }), isError: false };
      } catch (error) {
        if (isAbort(error)) throw error;
        const { withoutSecrets } = await import('../../engine/withoutSecrets.ts');
        return { texts: [withoutSecrets(messageOf(error))], isError: true };
      } finally {
        stats.changed();
      }
    });
  });
}

async function reply(session: Session, { name, arguments: given }: ToolParams, run: PipelineRun) {
  // Most windows have no assistant.
  const [replies, { parseToolArguments }, { toWorkspacePath }] = await Promise.all([
    import('../../mcp/replies.ts'),
    import('../../mcp/toolArguments.ts'),
    import('../../mcp/workspacePath.ts'),
  ]);
  const nameOf = (path: string) => toWorkspacePath(path, session.config.roots).name;
  const pinOf = (pin: string) => {
    const { path, startLine, endLine = startLine } = parsePin(pin);
    return startLine === undefined ? nameOf(path) : `${nameOf(path)}:${startLine}-${endLine}`;
  };
  switch (name) {
    case 'optimize': {
      const { query, budget, compaction, include = [], exclude = [], pins = [] } = parseToolArguments(name, given);
      const { json } = await session.optimize(
        { query, include, exclude, pins: pins.map(pinOf), ...withoutHoles({ budget, compaction }) },
        run,
      );
      const pack = JSON.parse(joined(json)) as OptimizeResult;
      const notes = replies.packNotes(pack);
      return notes === '' ? [pack.text] : [pack.text, notes];
    }
    case 'explain': {
      const { query, budget, path } = parseToolArguments(name, given);
      const only = path === undefined ? '' : nameOf(path);
      return [
        replies.explanation(
          await session.explain({ query, ...withoutHoles({ budget }), ...(only === '' ? {} : { path: only }) }, run),
        ),
      ];
    }
    case 'scan': {
      const { path } = parseToolArguments(name, given);
      const only = path === undefined ? '' : nameOf(path).replace(/\/$/, '');
      const report = await session.secretFindings({}, run);
      const found = report.found.filter((one) => only === '' || one.path === only || one.path.startsWith(`${only}/`));
      return [replies.findings({ ...report, found })];
    }
    case 'triggers':
      return [replies.firedRules(session.promptTriggers(parseToolArguments(name, given).text))];
    case 'stats':
      parseToolArguments(name, given);
      return [
        replies.figures({ stats: await session.stats(), folders: session.config.roots.map((root) => root.name) }),
      ];
  }
}

type Held<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutHoles<T extends object>(values: T): Held<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Held<T>;
}
