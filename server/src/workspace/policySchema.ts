import * as z from 'zod/mini';
import { LEVELS } from '../engine/secrets/rule.ts';
import { OPEN_POLICY, type Policy } from '../engine/policy/policy.ts';

const MOST_RULES = 1000;
const LONGEST_GLOB = 500;
const SHORTEST_MARKER = 3;
const LONGEST_MARKER = 200;

const LEVEL = z.enum(LEVELS, `must be one of ${LEVELS.join(', ')}`);
const GLOB = z
  .string('must be a glob')
  .check(
    z.minLength(1, 'must not be empty'),
    z.maxLength(LONGEST_GLOB, `must be of at most ${LONGEST_GLOB} characters`),
    z.regex(/^[^\\{}[\]!\n\r]*$/, 'may hold no \\ { } [ ] ! or line break: the wildcards are *, ? and **'),
    z.regex(/[^/]/, 'must name something'),
  );
const MARKER = z
  .string('must be a text')
  .check(
    z.minLength(SHORTEST_MARKER, `must be of at least ${SHORTEST_MARKER} characters`),
    z.maxLength(LONGEST_MARKER, `must be of at most ${LONGEST_MARKER} characters`),
    z.regex(/^[^\n\r]*$/, 'must stand on one line'),
  );

function listOf<T extends z.ZodMiniType>(item: T, what: string) {
  return z.optional(
    z.array(item, `must be a list of ${what}`).check(z.maxLength(MOST_RULES, `may hold at most ${MOST_RULES} items`)),
  );
}

/** What a policy file may say; all of it is optional, and nothing else may stand in it. */
const POLICY = z.strictObject(
  {
    highestLevel: z.optional(LEVEL),
    levels: listOf(z.strictObject({ glob: GLOB, level: LEVEL }, badObject('glob')), '{ "glob", "level" }'),
    markers: listOf(z.strictObject({ text: MARKER, level: LEVEL }, badObject('text')), '{ "text", "level" }'),
    neverInclude: listOf(GLOB, 'globs'),
  },
  badObject('highestLevel'),
);

export interface PolicyProblem {
  /** Where in the file: `3:14` (line and column) of text that is no JSON, else keys: `levels.2.glob`. Empty: all of it. */
  readonly place: string;
  readonly message: string;
}

export type ParsedPolicy = { readonly policy: Policy } | { readonly problems: readonly PolicyProblem[] };

/** A policy file's text. With any problem there is no policy: half a policy is another one than was written. */
export function parsePolicy(source: string): ParsedPolicy {
  let value: unknown;
  try {
    value = JSON.parse(source.replace(/^\uFEFF/, ''));
  } catch (error) {
    // Only the place: the rest of the message quotes the file.
    const place = /line (\d+) column (\d+)/.exec((error as Error).message);
    return { problems: [{ place: place ? `${place[1]}:${place[2]}` : '', message: 'is not JSON' }] };
  }
  const result = POLICY.safeParse(value);
  if (!result.success) {
    return {
      problems: result.error.issues.map(({ path, message }) => ({ place: path.map(String).join('.'), message })),
    };
  }
  const { highestLevel, levels, markers, neverInclude } = result.data;
  return {
    policy: {
      highestLevel: highestLevel ?? OPEN_POLICY.highestLevel,
      levels: levels ?? [],
      markers: markers ?? [],
      neverInclude: neverInclude ?? [],
    },
  };
}

/** Names keys that are not known, which is what most mistakes are: a misspelled key would protect nothing. */
function badObject(example: string): { readonly error: z.core.$ZodErrorMap } {
  return {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has a key that is not known (${keyNames(issue['keys'])})`
        : `must be a JSON object such as { "${example}": … }`,
  };
}

function keyNames(keys: unknown): string {
  return Array.isArray(keys) ? keys.map((key) => JSON.stringify(String(key).slice(0, LONGEST_NAME))).join(', ') : '';
}

const LONGEST_NAME = 40;
