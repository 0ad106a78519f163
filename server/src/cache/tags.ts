import { keyedHash } from '../base/keyedHash.ts';
import { deriveKey } from '../base/seal.ts';

/** Says of entries what they were made of, in digests that tell a store's owner nothing. */
export interface Tagger {
  /** On every entry that this tagger tags: whoever makes the same one can judge what else it carries. */
  readonly own: string;
  /** Of the files at `paths`, each once, and its own. */
  tagsOf(paths: readonly string[]): readonly string[];
}

export interface TaggerOptions {
  /** What the entries are sealed with, at least 32 bytes. */
  readonly key: Uint8Array;
  readonly tenant: string;
}

/** Which entries to forget: those that carry one of the tags, and those of which nobody knows what is in them. */
export interface Tagged {
  readonly tags: readonly string[];
  /** `own` tags of who asks: an entry without any of them cannot be judged, and goes, too. Absent: it stays. */
  readonly judgedBy?: readonly string[];
}

/** 12 bytes in base64url: two names of one digest cost a pack too many, nothing else. */
const TAG_LENGTH = 16;
const MOST_KNOWN = 20_000;
/** How redaction begins what it puts in the place of a secret; another machine's looks otherwise. */
const REDACTED_NAME = '[REDACTED';

/**
 * Tags go by the last name in a path, in one case and one Unicode form: what is before it depends on the folder that
 * somebody opened, and the same file may be `api/src/key.ts` to one and `src/key.ts` to another. Rather does a pack with
 * another file of that name go, which is made anew, than one with the file stay. Names with a secret are one name.
 */
export function createTagger({ key, tenant }: TaggerOptions): Tagger {
  const tagKey = deriveKey(key, 'winnow cache tag');
  // The same names come with every pack.
  const known = new Map<string, string>();

  function tagOf(kind: 'own' | 'file', name: string): string {
    const told = JSON.stringify([tenant, kind, name]);
    let tag = known.get(told);
    if (tag === undefined) {
      tag = Buffer.from(keyedHash(tagKey, told), 'hex').toString('base64url').slice(0, TAG_LENGTH);
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(told, tag);
    }
    return tag;
  }

  const own = tagOf('own', '');
  return { own, tagsOf: (paths) => [own, ...new Set(paths.map((path) => tagOf('file', nameIn(path))))] };
}

function nameIn(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.includes(REDACTED_NAME) ? REDACTED_NAME : name.normalize('NFC').toLowerCase();
}

/** What to forget so that no entry has anything of the files at `paths`. */
export function taggedWith(tagger: Tagger, paths: readonly string[]): readonly string[] {
  return tagger.tagsOf([...paths, REDACTED_NAME]).slice(1);
}

/** Whether an entry with these tags is among those to forget; without tags, nobody knows what is in it. */
export function isTagged(tags: readonly string[] | undefined, { tags: wanted, judgedBy }: Tagged): boolean {
  if (!tags) return true;
  if (judgedBy && !judgedBy.some((own) => tags.includes(own))) return true;
  return wanted.some((tag) => tags.includes(tag));
}

const TAGS = /^[\w-]{16}(?: [\w-]{16})*$/;

/** Tags in one line. */
export function tagLine(tags: readonly string[]): string {
  return tags.join(' ');
}

/** The tags in a line; undefined for any other line. */
export function tagsInLine(line: string): readonly string[] | undefined {
  return TAGS.test(line) ? line.split(' ') : undefined;
}
