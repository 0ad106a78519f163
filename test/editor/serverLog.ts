import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packTinyExtension } from './vsix.ts';

/** Runs in Winnow's extension host, from before its server is forked, and hears what the server says to the client. */
const TAP = `
const childProcess = require('node:child_process');
const { appendFileSync } = require('node:fs');
const { fork } = childProcess;
exports.activate = () => {
  childProcess.fork = (module, ...rest) => {
    const child = fork(module, ...rest);
    if (/server\\.cjs$/.test(String(module)))
      child.on('message', ({ method, params }) => {
        if (method === 'window/logMessage') appendFileSync(process.env.WINNOW_TEST_LOG, params.message + '\\n');
      });
    return child;
  };
};
`;

export interface ServerLog {
  /** To install, with `env` in the editor's environment. */
  readonly vsix: string;
  readonly env: Readonly<Record<string, string>>;
  /** All that the server has logged. */
  read(): string;
}

/** The server's log: the VS Code of the tests runs without the native module that writes log files. */
export function serverLog(folder: string): ServerLog {
  const file = join(folder, 'server.log');
  return {
    vsix: packTinyExtension(folder, 'winnow-log-tap', TAP, { activationEvents: ['*'] }),
    env: { WINNOW_TEST_LOG: file },
    read: () => (existsSync(file) ? readFileSync(file, 'utf8') : ''),
  };
}
