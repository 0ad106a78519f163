import { fromServer } from './serverTexts.ts';

interface WorkDone {
  readonly kind: string;
  readonly message?: string;
  readonly percentage?: number;
}

interface Progress {
  readonly report: (value: { message?: string; increment?: number }) => void;
}

/** LSP reports where the work stands, VS Code wants how far it went since the last report. */
export function workDoneReporter(progress: Progress): (value: WorkDone) => void {
  let shown = 0;
  return ({ message, percentage }) => {
    const increment = Math.max(0, (percentage ?? shown) - shown);
    shown += increment;
    progress.report({ increment, ...(message === undefined ? {} : { message: fromServer(message) }) });
  };
}
