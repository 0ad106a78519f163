// `npm run vscode -- DIR`: opens DIR in a real VS Code with the packaged extension installed, until Ctrl-C.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { startCodeServer } from '../helpers/codeServer.ts';
import { findDesktop, openInDesktop } from '../helpers/vscodeDesktop.ts';
import { packagedVsix } from './vsix.ts';

const folder = resolve(process.env['INIT_CWD'] ?? process.cwd(), process.argv[2] ?? '.');
if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
  console.error(`${folder} is not a folder. Usage: npm run vscode -- DIR`);
  process.exit(2);
}

console.log('Packaging the extension …');
const vsix = packagedVsix();
const desktop = findDesktop();
if (desktop === undefined) await serveInBrowser();
else await openInDesktop(desktop, folder, vsix);

async function serveInBrowser(): Promise<void> {
  const server = await startCodeServer({ folder, vsix: [vsix] });
  console.log(`VS Code with Winnow: ${server.url}\nCtrl-C ends it.`);
  const stopped = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });
  await stopped;
  await server.stop();
}
