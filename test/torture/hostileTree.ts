import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** What stands in a hostile folder, and what must become of each of its files. */
export interface HostileTree {
  /** Paths that must be read as text. */
  readonly read: readonly string[];
  /** By path: why it must have been left out. */
  readonly skipped: ReadonlyMap<string, string>;
}

export interface HostileTreeOptions {
  readonly folder: string;
  /** Files in one folder. */
  readonly crowd: number;
}

const SPARSE_BYTES = 1_000_000_000;
const LINE_BYTES = 50_000_000;
const LONGEST_NAME = 250;
/** Linux takes paths of 4,095 bytes. */
const LONGEST_PATH = 3800;
const LINE = 'export const walrus = 1;\n';

/** Names that shells, ignore files, URIs and Markdown read otherwise than a disk does. */
const NAMES = [
  ['new\nline.ts', 'carriage\rreturn.ts', 'tab\there.ts', ' spaces .ts', '-rf.ts', '--help.ts', '*.ts', '[a-z].ts'],
  ['{a,b}.ts', '!important.ts', '#hash.ts', '%2e%2e.ts', '%00.ts', 'back\\slash.ts', '"quotes".ts', "it's.ts"],
  ['`tick`.ts', '$(id).ts', '\u202egnp.ts', '\u200b.ts', 'é.ts', 'e\u0301.ts', '😀.ts', '中文.ts', '__proto__'],
  ['constructor', 'Case.ts', 'case.ts', 'CASE.ts', 'CON', 'a:b.ts', '...', '.ts', '\u0001\u001b[31m.ts', ':9-2.ts'],
  ['a'.repeat(LONGEST_NAME)],
].flat();

/** Fills a folder with what breaks programs that read folders. */
export function hostileTree({ folder, crowd }: HostileTreeOptions): HostileTree {
  const at = (name: string) => join(folder, name);
  const read: string[] = [];
  const skipped = new Map<string, string>();
  const text = (path: string, content: string | Buffer = LINE) => {
    writeFileSync(at(path), content);
    read.push(path);
  };

  mkdirSync(at('names'));
  for (const name of NAMES) text(`names/${name}`);
  sparse(at('sparse.txt'), SPARSE_BYTES);
  skipped.set('sparse.txt', 'too large');
  writeFileSync(at('line.js'), Buffer.alloc(LINE_BYTES, 'walrus();'));
  skipped.set('line.js', 'too large');
  writeFileSync(at('zero.bin'), Buffer.concat([Buffer.from('walrus'), Buffer.alloc(5000)]));
  skipped.set('zero.bin', 'binary');
  for (const [name, target] of LINKS) {
    symlinkSync(target, at(name));
    skipped.set(name, 'symbolic link');
  }
  execFileSync('mkfifo', [at('pipe.ts')]);
  skipped.set('pipe.ts', 'not a regular file');
  encodings(text);
  text('empty.ts', '');
  read.push(longPath(folder));
  strangeBytes(folder);
  mkdirSync(at('crowd'));
  for (let count = 0; count < crowd; count++)
    writeFileSync(at(`crowd/f${count}.ts`), `export const n${count} = ${count};\n`);
  return { read, skipped };
}

const LINKS: readonly (readonly [string, string])[] = [
  ['loop1', 'loop2'],
  ['loop2', 'loop1'],
  ['self', '.'],
  ['up', '../..'],
  ['zero.ts', '/dev/zero'],
  ['tty.ts', '/dev/stdin'],
  ['nowhere.ts', 'no/such/file'],
];

function encodings(text: (path: string, content: Buffer) => void): void {
  const utf16 = Buffer.from(`\ufeff${LINE}`, 'utf16le');
  text('utf16le.ts', utf16);
  text('utf16be.ts', Buffer.from(utf16).swap16());
  text('latin1.ts', Buffer.from(`// caf\u00e9\n${LINE}`, 'latin1'));
  text('broken.ts', Buffer.concat([Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0xf4, 0x90]), Buffer.from(LINE)]));
  text('bom.ts', Buffer.from(`\ufeff${LINE}`));
  text(
    'controls.ts',
    Buffer.concat([Buffer.from(Array.from({ length: 31 }, (_, unit) => unit + 1)), Buffer.from(LINE)]),
  );
}

function sparse(path: string, bytes: number): void {
  const file = openSync(path, 'w');
  writeSync(file, 'walrus\n');
  ftruncateSync(file, bytes);
  closeSync(file);
}

/** A file as deep as the disk allows. */
function longPath(folder: string): string {
  const part = 'd'.repeat(200);
  const parts = Array.from({ length: Math.floor((LONGEST_PATH - folder.length) / (part.length + 1)) }, () => part);
  mkdirSync(join(folder, ...parts), { recursive: true });
  const path = [...parts, 'deep.ts'].join('/');
  writeFileSync(join(folder, path), LINE);
  return path;
}

/** Names that are no UTF-8: half a surrogate pair, and a lone byte. */
function strangeBytes(folder: string): void {
  for (const name of [[0xed, 0xa0, 0x80], [0xff], [0x61, 0xc3]]) {
    const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name), Buffer.from('.ts')]);
    writeFileSync(path, LINE);
  }
}
