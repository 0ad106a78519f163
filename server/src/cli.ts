import { enableCompileCache } from 'node:module';
import { main } from './cli/main.ts';

// Compiled code is kept between starts: the second start parses nothing.
enableCompileCache?.();
void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
