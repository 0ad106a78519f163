import { systemClock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { messageOf, UsageError } from '../base/errors.ts';
import type { Run } from './command.ts';
import { readPromptEvent } from './hookEvent.ts';
import { routingHint } from './hookHint.ts';
import { routePrompt } from './hookRouting.ts';

/** Claude Code waits for five seconds (`claudeHooks.ts`); whatever is late is left out. */
const DEADLINE_MS = 2_000;

/**
 * Answers a prompt hook of Claude Code: an event on standard input, a hint on standard output, in the form of
 * https://code.claude.com/docs/en/hooks, section "UserPromptSubmit decision control". A hook that fails must never hold
 * up a prompt (exit code 2 would block it): every failure is a line on standard error and exit code 0.
 */
export const runHook: Run<Record<never, never>> = async ({ operands, terminal, log }) => {
  if (operands[0] !== 'claude') throw new UsageError('winnow hook: say whose hook this is; give “claude”');
  const { stdin } = process;
  try {
    if (stdin.isTTY) throw new Error('there is no event on standard input; Claude Code runs this at every prompt');
    const event = await withDeadline(() => readPromptEvent(stdin), { deadlineMs: DEADLINE_MS, clock: systemClock });
    const routing = event && (await routePrompt(event.prompt, event.folder));
    const hint = routing && routingHint(routing);
    if (hint !== undefined) await terminal.print(JSON.stringify(claudeContext(hint)));
  } catch (error) {
    log.warn(`winnow hook: ${messageOf(error)}`);
  } finally {
    // An input that never ends would keep the process.
    stdin.destroy();
  }
  return 0;
};

function claudeContext(additionalContext: string) {
  return { hookSpecificOutput: { hookEventName: 'UserPromptSubmit', additionalContext } };
}
