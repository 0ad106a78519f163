/** Worth several threads; see `indexOnThreads`. */
const MANY_FILES = 1000;

interface ForeseeOptions {
  /** What is kept of an earlier index. */
  readonly persisted?: { exists(): boolean } | undefined;
  /** What other machines may have made of the files. */
  readonly shared?: object | undefined;
  readonly prepare?: (() => void) | undefined;
}

/** Watches the first crawl, to be told how many files it found: where nothing is kept of an earlier index, all are indexed. */
export function foreseeIndexing(options: ForeseeOptions): ((found: number) => void) | undefined {
  const { persisted, shared, prepare } = options;
  if (!prepare || shared || persisted?.exists()) return undefined;
  let told = false;
  return (found) => {
    if (told || found < MANY_FILES) return;
    told = true;
    prepare();
  };
}
