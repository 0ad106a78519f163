import { shannonEntropy } from '../entropy.ts';
import type { Candidate } from '../rule.ts';

/** Words after which a name no longer means the secret itself. */
const NOT_THE_SECRET =
  /(?:id|ids|name|names|url|uri|urls|host|file|files|path|dir|version|length|len|size|type|types|kind|hash|hashes|endpoint|arn|ref|refs|reference|label|field|prefix|suffix|pattern|regex|format|expires?|expiry|expiration|ttl|count|limit|usage|budget|index|provider|manager|service|store|vault|class|method|location|region|status|error|errors|message|description|title|text|placeholder|policy|rule|rules|checksum|fingerprint|digest|alg|algorithm|encoding|header|cookie|param|schema|source|owner|issuer|audience|scope|scopes|address|contract|symbol|mint|decimals|offset|start|end|pos|position|value_from|position_ids|list|set|map|array|test|spec)$/i;
/** Words before which a name does not mean a secret. */
const NOT_SECRET_BEFORE =
  /(?:public|pub|csrf|xsrf|anti[-_]?forgery|request[-_]?verification|cancel(?:l?ation)?|continuation|next|page|pagination|primary|foreign|partition|sort|cache|object|event|design|design[-_]?|syntax|lexer|syntax|eos|bos|pad|unk|special|stop|max|min|num|n|total|prompt|completion|input|output|id)[-_ .]?$/i;

/** True when the name of a match (group `tail`: its end) means a secret itself, not something about it. */
export function namesSecret({ text, matchStart, groups }: Candidate): boolean {
  const tail = groups['tail'] ?? '';
  // A file's name, as in manifests that map files to digests.
  if (/\.(?:[cm]?[jt]sx?|json|ya?ml|md|py|go|rs|java|kt|rb|php|cs|html?|css|svg|png|lock)$/i.test(tail)) return false;
  const tailName = tail.replace(/ \w+$/, '').replace(/[\d_.-]+$/, '');
  if (tailName !== '' && NOT_THE_SECRET.test(tailName)) return false;
  const before = /[\w.-]{0,40}$/.exec(text.slice(Math.max(0, matchStart - 40), matchStart))?.[0] ?? '';
  if (before !== '' && NOT_SECRET_BEFORE.test(before)) return false;
  const first = text.charAt(matchStart);
  // A name's word begins here: not "Csecret" nor the middle of base64.
  return !/[a-z]$/.test(before) || first === first.toUpperCase() || /^[a-z_.-]*$/.test(before);
}

/** Near the most entropy that its length and alphabet allow; hexadecimal digits have an alphabet of 16 only. */
export function isEven(value: string): boolean {
  if (/^[0-9a-f]+$|^[0-9A-F]+$/.test(value)) return true;
  return shannonEntropy(value) >= (value.length < 14 ? 3 : 3.5);
}

/** An Ethereum address, whose digits' case is its checksum (EIP-55); keys are written in one case. */
export function isAddress(value: string): boolean {
  return /^(?:0x)?[0-9a-fA-F]{40}$/.test(value) && /[a-f]/.test(value) && /[A-F]/.test(value);
}

/** Has a rule of its own, which tells the API's keys from those that are shipped with apps. */
export const MAILCHIMP = /^[0-9a-f]{32}-us\d{1,2}$/;

/**
 * Source of a pattern for values that may be random. With equals signs inside they are short: a hostile text of
 * assignments, each of which could be the value of the one before, would take quadratic time.
 */
export function randomValue(leastUnits: number): string {
  return `(?:[\\w.~+/-]{${leastUnits},1200}={0,3}(?![\\w=])|[\\w.=~+/-]{${leastUnits},200})`;
}
