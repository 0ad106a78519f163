/** One member of an object, or one element of an array, in a JSON text. Offsets are UTF-16 units of the text. */
export interface JsonMember {
  /** Of an object's member. */
  readonly key?: string;
  /** Where its key starts, or, in an array, its value. */
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

/** An object or an array of a JSON text. */
export interface JsonContainer {
  /** Offset of its bracket. */
  readonly open: number;
  readonly members: readonly JsonMember[];
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/**
 * The members of the object or array whose bracket stands at `open`. The text must be valid JSON (RFC 8259): it is
 * walked for places only, one level deep, without recursion.
 */
export function jsonContainer(text: string, open: number): JsonContainer {
  const members: JsonMember[] = [];
  const tokens = new RegExp(TOKEN);
  tokens.lastIndex = open + 1;
  let member: JsonMember | undefined;
  for (let depth = 1; depth > 0;) {
    const match = tokens.exec(text);
    if (!match) break;
    const [token] = match;
    if (token === '}' || token === ']') depth--;
    if (depth === 0 || (depth === 1 && token === ',')) {
      if (member) members.push(member);
      member = undefined;
    } else if (depth === 1 && token === ':' && member) {
      member = { ...member, key: JSON.parse(text.slice(member.start, member.end)) as string, valueStart: -1 };
    } else {
      member = extended(member, match.index, match.index + token.length);
    }
    if (token === '{' || token === '[') depth++;
  }
  return { open, members };
}

function extended(member: JsonMember | undefined, start: number, end: number): JsonMember {
  if (!member) return { start, valueStart: start, end };
  return { ...member, valueStart: member.valueStart < 0 ? start : member.valueStart, end };
}

/** The member that counts: of a repeated key, `JSON.parse` keeps the last. */
export function memberNamed({ members }: JsonContainer, key: string): JsonMember | undefined {
  return members.findLast((member) => member.key === key);
}

/** Replaces `text` from `start` to `end`. */
export interface JsonEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function applyEdit(text: string, edit: JsonEdit): string {
  return text.slice(0, edit.start) + edit.text + text.slice(edit.end);
}

/**
 * Adds a last member, laid out as the one before it: on a line of its own, or on the same line. Nothing else moves, and
 * `removal` takes exactly this away. An empty container stays on its line, the member right behind its bracket: that is
 * how `removal` knows that the container was there before.
 */
export function insertion(
  text: string,
  container: JsonContainer,
  member: { readonly key?: string; readonly value: unknown },
): JsonEdit {
  const key = member.key === undefined ? '' : `${JSON.stringify(member.key)}: `;
  const last = container.members.at(-1);
  const start = last?.end ?? container.open + 1;
  const lead = last && /\n([^\n]*)$/.exec(text.slice(leadStart(text, container), last.start));
  if (!lead) return { start, end: start, text: `${last ? ', ' : ''}${key}${oneLine(member.value)}` };
  const lineBreak = `${text.includes('\r\n') ? '\r\n' : '\n'}${lead[1]}`;
  const value = JSON.stringify(member.value, undefined, indentUnit(text)).replaceAll('\n', lineBreak);
  return { start, end: start, text: `,${lineBreak}${key}${value}` };
}

function leadStart(text: string, { open, members }: JsonContainer): number {
  const before = members.at(-2);
  return before ? text.indexOf(',', before.end) + 1 : open + 1;
}

/** Every bracket of it has a space inside, by which `isOurs` knows it. */
function oneLine(value: unknown): string {
  return JSON.stringify(value, undefined, 1).replaceAll(/\n */g, ' ');
}

/** What stands before the first member of the text's outermost container. */
function indentUnit(text: string): string {
  const indent = /^\s*[{[]\s*\n([ \t]+)\S/.exec(text)?.[1];
  return indent ?? '  ';
}

/** Takes a member away, with the comma that belongs to it. */
export function removal({ members }: JsonContainer, member: JsonMember): JsonEdit {
  const at = members.indexOf(member);
  const before = members[at - 1];
  const after = members[at + 1];
  if (before) return { start: before.end, end: member.end, text: '' };
  return { start: member.start, end: after ? after.start : member.end, text: '' };
}

/** True when nothing else stands in the container and it was not there, empty, before `insertion`. */
export function madeForOne({ open, members }: JsonContainer): boolean {
  return members.length === 1 && members[0]!.start > open + 1;
}
