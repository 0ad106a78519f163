import type { ToolName } from './toolList.ts';

/** `winnow/tool`: what a tool of assistants says about the open workspace. */
export interface ToolParams {
  readonly name: ToolName;
  /** As the tool's schema says; what is wrong is told in the reply. */
  readonly arguments?: unknown;
}

/** Reply to `winnow/tool`: parts of an answer for a model; `isError` is what the model should mend. */
export interface ToolReply {
  readonly texts: readonly string[];
  readonly isError: boolean;
}
