import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];
/** A text in colour, where the stream is a terminal that shows colours. */
export type Paint = (format: Format, text: string) => string;

/** Where a command writes: results to standard output, everything else to standard error. */
export interface Terminal {
  /** One line, or several, to standard output; resolves when they are written. */
  print(text: string): Promise<void>;
  /** Text to standard output as it is, without a line break of ours. */
  write(text: string): Promise<void>;
  /** One line to standard error. */
  note(text: string): void;
  readonly paint: Paint;
  readonly paintNote: Paint;
  readonly progress: Progress;
}

export interface Progress {
  /** Shows how far it is, where standard error is a terminal and the work has taken a while; `total` 0: not known. */
  show(what: string, done: number, total: number): void;
  clear(): void;
}

/** The part of a `tty.WriteStream` that a terminal needs. */
export interface Output {
  write(text: string, onWritten?: (error?: Error | null) => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface TerminalOptions {
  readonly output: Output;
  readonly errors: Output;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

export function createTerminal({ output, errors, environment, now }: TerminalOptions): Terminal {
  const progress = createProgress(errors, now);
  const write = async (text: string) => {
    progress.clear();
    await new Promise<void>((resolve, reject) => {
      output.write(text, (error) => (error ? reject(error) : resolve()));
    });
  };
  return {
    write,
    print: (text) => write(`${text}\n`),
    note: (text) => {
      progress.clear();
      errors.write(`${text}\n`);
    },
    paint: painter(output, environment),
    paintNote: painter(errors, environment),
    progress,
  };
}

/** NO_COLOR: no-color.org. */
function painter(stream: Output, { NO_COLOR, TERM }: TerminalOptions['environment']): Paint {
  if (stream.isTTY !== true || (NO_COLOR ?? '') !== '' || TERM === 'dumb') return (_, text) => text;
  return (format, text) => styleText(format, text, { validateStream: false });
}

/** Work that is done before this shows no bar. */
const PATIENCE_MS = 300;
const FRAME_MS = 80;
const BAR_WIDTH = 24;

function createProgress(stream: Output, now: () => number): Progress {
  if (stream.isTTY !== true) return { show: () => {}, clear: () => {} };
  let startedMs: number | undefined;
  let drawnMs = -Infinity;
  let drawn = false;
  return {
    show: (what, done, total) => {
      const nowMs = now();
      startedMs ??= nowMs;
      if (nowMs - startedMs < PATIENCE_MS || nowMs - drawnMs < FRAME_MS) return;
      drawnMs = nowMs;
      drawn = true;
      stream.write(`\r${progressLine(what, done, total).slice(0, (stream.columns ?? 80) - 1)}\u001b[K`);
    },
    clear: () => {
      if (drawn) stream.write('\r\u001b[K');
      drawn = false;
    },
  };
}

function progressLine(what: string, done: number, total: number): string {
  if (total === 0) return `${what} ${done}`;
  const filled = Math.round((BAR_WIDTH * done) / total);
  return `${what} ${'█'.repeat(filled)}${'░'.repeat(Math.max(0, BAR_WIDTH - filled))} ${done} of ${total}`;
}
