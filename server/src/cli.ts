import { enableCompileCache } from 'node:module';
import { main } from './cli/main.ts';

// Compiled code is kept between starts: the second start parses nothing.
enableCompileCache?.();

const INTERRUPTED = 130;

void main(process.argv.slice(2)).then((code) => {
  // What was interrupted may still be at work on this thread.
  if (code === INTERRUPTED) process.exit(code);
  process.exitCode = code;
});
