/** One number for a file of an index of several segments. */
const FILES_PER_PART = 1 << 24;

export function fileKey(part: number, file: number): number {
  return part * FILES_PER_PART + file;
}

export function partOf(key: number): number {
  return Math.floor(key / FILES_PER_PART);
}

export function fileOf(key: number): number {
  return key % FILES_PER_PART;
}
