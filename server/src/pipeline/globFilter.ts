import picomatch from 'picomatch';

/** Whether a path is among those that globs name: all where `include` is empty, less those of `exclude`. */
export function globFilter(include: readonly string[], exclude: readonly string[]): (path: string) => boolean {
  const options = { dot: true, basename: false };
  const wanted = include.length > 0 ? picomatch([...include], options) : () => true;
  const unwanted = exclude.length > 0 ? picomatch([...exclude], options) : () => false;
  return (path) => wanted(path) && !unwanted(path);
}
