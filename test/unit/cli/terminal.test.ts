import { expect, test } from 'vitest';
import { createTerminal, type Output } from '../../../server/src/cli/terminal.ts';

class FakeStream implements Output {
  readonly isTTY: boolean;
  text = '';
  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }
  write(text: string, onWritten?: () => void): void {
    this.text += text;
    onWritten?.();
  }
}

function terminalFor({
  isTTY,
  environment = {},
}: {
  readonly isTTY: boolean;
  readonly environment?: Record<string, string>;
}) {
  const clock = { ms: 0 };
  const output = new FakeStream(isTTY);
  const errors = new FakeStream(isTTY);
  return { terminal: createTerminal({ output, errors, environment, now: () => clock.ms }), output, errors, clock };
}

test.each([
  [{ isTTY: true }, true],
  [{ isTTY: false }, false],
  [{ isTTY: true, environment: { NO_COLOR: '1' } }, false],
  [{ isTTY: true, environment: { NO_COLOR: '' } }, true],
  [{ isTTY: true, environment: { TERM: 'dumb' } }, false],
])('colour with %j: %s', (options, colours) => {
  expect(terminalFor(options).terminal.paint('red', 'x').includes('\u001b[')).toBe(colours);
});

test('the progress bar waits, draws at most one frame in 80 ms, and goes before anything else is written', async () => {
  const { terminal, errors, output, clock } = terminalFor({ isTTY: true });
  const frames = () => errors.text.split('indexing').length - 1;
  for (const ms of [0, 100, 299]) {
    clock.ms = ms;
    terminal.progress.show('indexing', ms, 1000);
  }
  expect(errors.text).toBe('');
  for (const ms of [300, 310, 379, 380]) {
    clock.ms = ms;
    terminal.progress.show('indexing', ms, 1000);
  }
  expect(frames()).toBe(2);
  await terminal.print('done');
  expect(errors.text.endsWith('\r\u001b[K')).toBe(true);
  expect(output.text).toBe('done\n');
});

test('no bar where standard error is no terminal', () => {
  const { terminal, errors, clock } = terminalFor({ isTTY: false });
  terminal.progress.show('indexing', 1, 2);
  clock.ms = 1000;
  terminal.progress.show('indexing', 2, 2);
  expect(errors.text).toBe('');
});

test('a failed write is heard', async () => {
  const output: Output = { write: (_, onWritten) => onWritten?.(new Error('full')) };
  const terminal = createTerminal({ output, errors: new FakeStream(false), environment: {}, now: () => 0 });
  await expect(terminal.print('x')).rejects.toThrow('full');
});
