import { createHash } from 'node:crypto';

/** Files that are handed from machine to machine together. */
export interface FileGroup<File> {
  /** Tells its place among the workspace's paths: the same on every machine that has about the same files there. */
  readonly name: string;
  readonly files: readonly File[];
}

/**
 * A group has 48 files at least (but for the last) and some 140 on average: of the 6,000 files of a large project 44
 * groups come about. Twice as many make ranking a quarter slower, half as many double what an added file costs.
 */
const LEAST_FILES = 48;
const BORDER_EVERY = 96;
const MOST_FILES = 512;
/** Of the files together: a group stays far below what a store takes as one value. */
const MOST_BYTES = 8_000_000;

/**
 * Cuts files, in the order of their paths, into groups. Where a group begins is told by the path alone (content-defined
 * chunking, as in rsync and restic, over a list of names): a file that comes or goes moves the borders next to it at most.
 */
export function groupFiles<File extends { readonly path: string; readonly sizeBytes: number }>(
  files: readonly File[],
): readonly FileGroup<File>[] {
  const groups: FileGroup<File>[] = [];
  let members: File[] = [];
  let bytes = 0;
  const end = () => {
    if (members.length > 0) groups.push({ name: nameOf(members), files: members });
    members = [];
    bytes = 0;
  };
  for (const file of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const full = members.length >= MOST_FILES || bytes + file.sizeBytes > MOST_BYTES;
    if (full || (members.length >= LEAST_FILES && isBorder(file.path))) end();
    members.push(file);
    bytes += file.sizeBytes;
  }
  end();
  return groups;
}

/** FNV-1a (32 bits) of the path's UTF-16 units. */
function isBorder(path: string): boolean {
  let hash = 0x811c9dc5;
  for (let at = 0; at < path.length; at++) hash = Math.imul(hash ^ path.charCodeAt(at), 0x01000193);
  // The low bits of a product hang together with those of its last factor.
  return ((hash ^ (hash >>> 15)) >>> 0) % BORDER_EVERY === 0;
}

/** A group that begins at a border is known by that; any other by all of its paths. */
function nameOf<File extends { readonly path: string }>(files: readonly File[]): string {
  const first = files[0]!.path;
  if (isBorder(first)) return `border ${first}`;
  const hash = createHash('sha256');
  for (const { path } of files) hash.update(`${path}\0`);
  return `paths ${hash.digest('hex')}`;
}
