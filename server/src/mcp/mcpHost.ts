import type { CompressParams, CompressResult } from '../../../shared/src/compressProtocol.ts';
import { isAbort, messageOf, UserError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { nearest } from '../base/nearest.ts';
import { makeVisible, makeVisibleName } from '../engine/pack/visible.ts';
import { withoutSecrets } from '../engine/withoutSecrets.ts';
import type { PipelineConfig } from '../pipeline/config.ts';
import type { PipelineRun } from '../pipeline/pipeline.ts';
import { redactsPersonalData } from '../workspace/allowList.ts';
import { explanation, figures, findings, firedRules, packNotes } from './replies.ts';
import { parseToolArguments } from './toolArguments.ts';
import { TOOL_NAMES, type ToolName } from '../../../shared/src/toolList.ts';
import type { ToolReply } from '../../../shared/src/toolProtocol.ts';
import { workspaceFolders } from './workspaceFolders.ts';
import { WorkspaceSession } from './workspaceSession.ts';

export interface McpHostOptions {
  /** What `--workspace` names; absolute. */
  readonly workspace: string | undefined;
  readonly currentFolder: string;
  /** @throws UserError where the workspace's own configuration is broken */
  readonly configOf: (folders: readonly string[]) => PipelineConfig;
  /** Told once of a conversation that was handed the tools, and of the workspace that it is about. */
  readonly onConversation?: ((config: PipelineConfig) => void) | undefined;
  readonly log: Logger;
}

/** What one request brings: how it is cancelled and told of progress, and which folders its client has open. */
export interface McpRun extends PipelineRun {
  /** URIs; undefined where the client has none to give. */
  readonly clientRoots: readonly string[] | undefined;
}

interface Current {
  readonly identity: string;
  readonly session: WorkspaceSession;
  lastPack: string | undefined;
}

/** Answers tools over the workspace that options and client agree on. It knows nothing of the wire. */
export class McpHost {
  readonly #options: McpHostOptions;
  #current: Current | undefined;
  /** Still in use by what was asked before another workspace was chosen. */
  readonly #retiring = new Set<WorkspaceSession>();
  #savedTokens = 0;
  /** Whether the tools were handed out and nobody was told yet. */
  #untold = false;
  #told = false;

  constructor(options: McpHostOptions) {
    this.#options = options;
  }

  /** The client was handed the tools. */
  toolsListed(): void {
    this.#untold = !this.#told;
  }

  /** Rejects only when cancelled: every other failure is a reply. */
  async call(name: string, given: unknown, run: McpRun): Promise<ToolReply> {
    try {
      return { texts: await this.#answer(toolNamed(name), given, run), isError: false };
    } catch (error) {
      if (isAbort(error) && run.signal?.aborted) throw error;
      return { texts: [this.#tell(name, error)], isError: true };
    }
  }

  /** The text of the workspace's last pack; undefined before the first. */
  lastPack(clientRoots: McpRun['clientRoots']): string | undefined {
    return this.#workspace(clientRoots).lastPack;
  }

  /** A command's output made short; rejects with a message for the client. */
  compress(params: CompressParams, run: McpRun): Promise<CompressResult> {
    return this.#workspace(run.clientRoots).session.compress(params, run);
  }

  /** The original of a compressed output. @throws UserError where it is not kept */
  keptOutput(id: string, clientRoots: McpRun['clientRoots']): Promise<string> {
    return this.#workspace(clientRoots).session.keptOutput(id);
  }

  /** A message for the wire or the log: without secrets, on one line. */
  redact(message: string): string {
    return makeVisibleName(withoutSecrets(message));
  }

  /** Ends all threads; what is under way fails. */
  async close(): Promise<void> {
    this.#tellConversation(() =>
      this.#options.configOf(workspaceFolders({ ...this.#options, clientRoots: undefined })),
    );
    const sessions = [...this.#retiring, ...(this.#current ? [this.#current.session] : [])];
    await Promise.all(sessions.map((session) => session.close()));
  }

  async #answer(name: ToolName, given: unknown, run: McpRun): Promise<readonly string[]> {
    switch (name) {
      case 'optimize':
        return this.#optimize(given, run);
      case 'explain': {
        const params = parseToolArguments(name, given);
        return this.#use(run, async ({ session }) => [explanation(await session.explain(params, run))]);
      }
      case 'scan': {
        const params = parseToolArguments(name, given);
        return this.#use(run, async ({ session }) => [findings(await session.scan(params, run))]);
      }
      case 'triggers': {
        const { text } = parseToolArguments(name, given);
        return [firedRules(this.#workspace(run.clientRoots).session.triggers(text))];
      }
      case 'stats': {
        parseToolArguments(name, given);
        return this.#use(run, async ({ session }) => {
          const folders = session.config.roots.map(({ folder }) => this.redact(folder));
          return [figures({ stats: await session.stats(run), folders, savedTokens: this.#savedTokens })];
        });
      }
    }
  }

  #optimize(given: unknown, run: McpRun): Promise<readonly string[]> {
    const params = parseToolArguments('optimize', given);
    return this.#use(run, async (current) => {
      const result = await current.session.optimize(params, run);
      current.lastPack = result.text;
      this.#savedTokens += result.rawTokens - result.tokens;
      const notes = packNotes(result);
      return notes === '' ? [result.text] : [result.text, notes];
    });
  }

  async #use<Result>(run: McpRun, work: (current: Current) => Promise<Result>): Promise<Result> {
    const current = this.#workspace(run.clientRoots);
    return current.session.use(run, () => work(current));
  }

  /** The workspace as options and client have it now; another one, or another configuration, begins anew. */
  #workspace(clientRoots: McpRun['clientRoots']): Current {
    const { configOf, log, ...choice } = this.#options;
    const config = configOf(workspaceFolders({ ...choice, clientRoots }));
    this.#tellConversation(() => config);
    // Whether people's data is redacted, the workspace's own file may say too.
    const identity = JSON.stringify([config, redactsPersonalData(config)]);
    if (this.#current?.identity === identity) return this.#current;
    if (this.#current) this.#retire(this.#current.session);
    this.#current = { identity, session: new WorkspaceSession(config, log), lastPack: undefined };
    return this.#current;
  }

  #tellConversation(config: () => PipelineConfig): void {
    if (!this.#untold) return;
    this.#untold = false;
    this.#told = true;
    try {
      this.#options.onConversation?.(config());
    } catch (error) {
      this.#options.log.warn(this.redact(messageOf(error)));
    }
  }

  #retire(session: WorkspaceSession): void {
    this.#retiring.add(session);
    session
      .retire()
      .catch((error: unknown) => this.#options.log.error(this.redact(messageOf(error))))
      .finally(() => this.#retiring.delete(session));
  }

  #tell(name: string, error: unknown): string {
    const message = makeVisible(withoutSecrets(messageOf(error)));
    if (isUserError(error)) return message;
    this.#options.log.error(`${this.redact(name)}: ${this.redact(messageOf(error))}`);
    return isAbort(error) ? 'the work was interrupted: ask again' : `failed: ${message} (a fault in Winnow)`;
  }
}

function toolNamed(name: string): ToolName {
  const known = TOOL_NAMES.find((one) => one === name);
  if (known) return known;
  const meant = nearest(name, TOOL_NAMES);
  throw new UserError(
    `there is no tool “${name}”; ${meant ? `did you mean ${meant}?` : `there are ${TOOL_NAMES.join(', ')}`}`,
  );
}

/** By name: an error that crossed a thread is no longer of its class. */
function isUserError(error: unknown): boolean {
  return error instanceof Error && error.name === 'UserError';
}
