/**
 * A text as a YAML scalar of one line that may also stand in brackets: plain where that is safe, else in the quotes
 * asked for, or in double ones.
 */
export function toYamlText(text: string, quote: '"' | "'" | '' = ''): string {
  if (quote === '' && isPlain(text)) return text;
  const singles = quote === "'" && !/[\p{Cc}]/u.test(text);
  return singles ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}

/** More careful than YAML 1.2 demands (7.3.3): letters and digits first and last, no indicator between. */
function isPlain(text: string): boolean {
  if (/^(?:true|false|null|yes|no|on|off)$/i.test(text)) return false;
  return /^[\p{L}\p{N}](?:[\p{L}\p{N} _.+/()'-]*[\p{L}\p{N}_.+)-])?$/u.test(text);
}
