import { lstatSync, opendirSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { pathInWorkspace, type WorkspaceRoot } from './indexFiles.ts';

/** Names that are looked at before a folder is taken for one that tells case apart. */
const MOST_NAMES = 100;
const OTHER_SYSTEMS_IGNORE_CASE = process.platform === 'win32' || process.platform === 'darwin';

/**
 * Whether the file system takes `Readme` and `README` in this folder for one name. Asked of the disk, by another spelling
 * of a name that is there, as `git init` does: the system alone does not tell (a USB stick under Linux, a disk image
 * under macOS). Where there is no name to ask by, the system's habit counts.
 */
export function ignoresCase(folder: string): boolean {
  try {
    const names = firstNames(folder);
    for (const name of names) {
      const other = otherSpelling(name);
      if (other === name || names.includes(other)) continue;
      // Not told from inodes: file systems in user space number what they are asked for, each spelling anew.
      if (exists(folder, name)) return exists(folder, other) && !readdirSync(folder).includes(other);
    }
  } catch {
    // Not there, or not to be read: whoever reads it says so.
  }
  return OTHER_SYSTEMS_IGNORE_CASE;
}

function firstNames(folder: string): readonly string[] {
  const directory = opendirSync(folder);
  try {
    const names: string[] = [];
    for (let entry = directory.readSync(); entry && names.length < MOST_NAMES; entry = directory.readSync())
      names.push(entry.name);
    return names;
  } finally {
    directory.closeSync();
  }
}

function otherSpelling(name: string): string {
  return name.replace(/[a-z]+|[A-Z]+/g, (run) => (run < 'a' ? run.toLowerCase() : run.toUpperCase()));
}

function exists(folder: string, name: string): boolean {
  return lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined;
}

/** Tells which paths of a workspace are spellings of one. Each folder is asked once, when a path of it first comes. */
export class PathCase {
  readonly #roots: readonly WorkspaceRoot[];
  readonly #ask: (folder: string) => boolean;
  readonly #ignores = new Map<string, boolean>();
  #found: { readonly files: unknown; readonly size: number; readonly byKey: ReadonlyMap<string, string> } | undefined;

  /** `ask` tells of a folder whether case means nothing in it; by default the disk is asked. */
  constructor(roots: readonly WorkspaceRoot[], ask: (folder: string) => boolean = ignoresCase) {
    this.#roots = roots;
    this.#ask = ask;
  }

  ignoresIn({ folder }: WorkspaceRoot): boolean {
    let ignores = this.#ignores.get(folder);
    if (ignores === undefined) this.#ignores.set(folder, (ignores = this.#ask(folder)));
    return ignores;
  }

  /** The same for all spellings of a workspace-relative path; the path itself where case is told apart. */
  keyOf(path: string): string {
    return this.#ignoresAt(path) ? foldCase(path) : path;
  }

  /** The one of `files` that this path names: exactly this spelling first. `files` are never added to, only taken away from. */
  find(path: string, files: ReadonlyMap<string, unknown>): string | undefined {
    if (files.has(path)) return path;
    if (!this.#ignoresAt(path)) return undefined;
    if (this.#found?.files !== files || this.#found.size !== files.size) {
      const byKey = new Map([...files.keys()].map((one) => [this.keyOf(one), one]));
      this.#found = { files, size: files.size, byKey };
    }
    return this.#found.byKey.get(this.keyOf(path));
  }

  #ignoresAt(path: string): boolean {
    const root = this.#roots.find((one) => path.startsWith(pathInWorkspace(one, this.#roots, '')));
    return root !== undefined && this.ignoresIn(root);
  }

  /** The workspace-relative path of a file below one of the roots, as it is spelled, but for the root. */
  pathOf(file: string): string | undefined {
    for (const root of this.#roots) {
      const folder = root.folder.endsWith(sep) ? root.folder : `${root.folder}${sep}`;
      const head = file.slice(0, folder.length);
      if (head !== folder && !(foldCase(head) === foldCase(folder) && this.ignoresIn(root))) continue;
      const inside = file.slice(folder.length);
      if (inside !== '' && !inside.split(sep).includes('..'))
        return pathInWorkspace(root, this.#roots, inside.split(sep).join('/'));
    }
    return undefined;
  }
}

/** Capitals, a character for a character, as FAT and NTFS compare names: `ß` is not `SS`. */
function foldCase(path: string): string {
  const capitals = path.toUpperCase();
  if (capitals.length === path.length) return capitals;
  return Array.from(path, (one) => (one.toUpperCase().length === one.length ? one.toUpperCase() : one)).join('');
}
