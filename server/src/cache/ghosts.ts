/** Remembers the names of what was evicted, and tells from who asks for it again how much room would have been right. */
export interface Ghosts {
  evicted(key: string): void;
  /** Something was asked for that is not there. */
  missed(key: string): void;
  /** How many times the room to begin with is right, 1 at least, told from the last `GHOST_WINDOW` questions. */
  judge(): number;
}

interface GhostsOptions {
  readonly mostGrowth: number;
  /** Names that are remembered. */
  readonly keys: number;
}

/** So many questions are judged together. */
export const GHOST_WINDOW = 200;
/** Of them that ask for what was evicted: more room is worth it from here on. */
const WORTH_MORE = 0.02;
const GROW = 1.5;
const SHRINK = 0.9;

/** Ghost entries, as in the ARC cache (Megiddo and Modha, FAST 2003), here for the size of the whole. */
export function createGhosts({ mostGrowth, keys }: GhostsOptions): Ghosts {
  const names = new Set<string>();
  let growth = 1;
  let missed = 0;
  return {
    evicted: (key) => {
      names.add(key);
      if (names.size <= keys) return;
      const [oldest = ''] = names;
      names.delete(oldest);
    },
    missed: (key) => {
      if (names.delete(key)) missed++;
    },
    judge: () => {
      if (missed >= GHOST_WINDOW * WORTH_MORE) growth = Math.min(mostGrowth, growth * GROW);
      else if (missed === 0) growth = Math.max(1, growth * SHRINK);
      missed = 0;
      return growth;
    },
  };
}
