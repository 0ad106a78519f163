import { main } from './cli/main.ts';

const INTERRUPTED = 130;

void main(process.argv.slice(2)).then((code) => {
  // What was interrupted may still be at work on this thread.
  if (code === INTERRUPTED) process.exit(code);
  process.exitCode = code;
});
