import type { TextEdit } from '../rules/textEdit.ts';

const MOST_TRIES = 20;

export interface EnvLine {
  /** The name asked for, or with a number where that one has another value. */
  readonly name: string;
  /** Absent when the file says so already. */
  readonly edit?: TextEdit;
}

/** Adds `NAME=value` at the end of a `.env` file; `source` is empty for a file that does not exist. */
export function envLine(source: string, wanted: string, value: string): EnvLine | undefined {
  const written = quoted(value);
  for (let number = 1; number <= MOST_TRIES; number++) {
    const name = number === 1 ? wanted : `${wanted}_${number}`;
    const known = valueOf(source, name);
    if (known === value || known === written) return { name };
    if (known !== undefined) continue;
    const lineBreak = source.includes('\r\n') ? '\r\n' : '\n';
    const lead = source === '' || source.endsWith('\n') ? '' : lineBreak;
    const end = source.length;
    return { name, edit: { span: { start: end, end }, newText: `${lead}${name}=${written}${lineBreak}` } };
  }
  return undefined;
}

function valueOf(source: string, name: string): string | undefined {
  const line = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=[ \\t]*(.*?)[ \\t]*$`, 'm').exec(source);
  return line?.[1]?.replace(/^(["'])(.*)\1$/, '$2');
}

/** In single quotes nothing is expanded; in double quotes readers expand `$`. */
function quoted(value: string): string {
  if (/^[\w./+=:@~%,-]*$/.test(value)) return value;
  if (!value.includes("'")) return `'${value}'`;
  return `"${value.replaceAll(/["$`]/g, String.raw`\$&`)}"`;
}
