import type { Span } from '../../engine/text/span.ts';
import { importEdit } from './importEdit.ts';
import type { TextEdit } from '../rules/textEdit.ts';

type Read = (name: string) => string;

const nodeRead: Read = (name) => `process.env.${name}`;
const javaRead: Read = (name) => `System.getenv("${name}")`;

/** How a program reads an environment variable, by VS Code's language identifiers. */
const READS: Readonly<Record<string, Read>> = {
  javascript: nodeRead,
  javascriptreact: nodeRead,
  typescript: nodeRead,
  typescriptreact: nodeRead,
  python: (name) => `os.environ["${name}"]`,
  go: (name) => `os.Getenv("${name}")`,
  rust: (name) => `std::env::var("${name}").expect("${name} must be set")`,
  ruby: (name) => `ENV["${name}"]`,
  java: javaRead,
  kotlin: javaRead,
  scala: javaRead,
  groovy: javaRead,
  csharp: (name) => `System.Environment.GetEnvironmentVariable("${name}")`,
  php: (name) => `getenv('${name}')`,
  shellscript: (name) => `"$${name}"`,
  powershell: (name) => `$env:${name}`,
};

const QUOTES: Readonly<Record<string, string>> = {
  rust: '"',
  go: '"',
  java: '"',
  kotlin: '"',
  scala: '"',
  csharp: '"',
};
const DEFAULT_QUOTES = `"'`;
const JSX: ReadonlySet<string> = new Set(['javascriptreact', 'typescriptreact']);

export interface EnvironmentRead {
  /** The name that stands before the value, as environment variables are written. */
  readonly name: string;
  /** The edits of the document that read `name` in place of the value. */
  readonly edits: (name: string) => readonly TextEdit[];
}

/**
 * How a secret's literal becomes the reading of an environment variable; undefined in other languages, where the secret
 * is only a part of its literal, or where the literal does not say the value as it is.
 */
export function environmentRead(options: {
  readonly text: string;
  readonly language: string;
  readonly secret: Span;
  readonly rule: string;
}): EnvironmentRead | undefined {
  const { text, language, secret, rule } = options;
  const read = READS[language];
  const value = text.slice(secret.start, secret.end);
  if (!read || /[\\\r\n]/.test(value)) return undefined;
  const literal = literalAround(text, secret, language);
  if (!literal) return undefined;
  const before = text.slice(
    Math.max(text.lastIndexOf('\n', literal.start - 1) + 1, literal.start - 200),
    literal.start,
  );
  // An attribute wants braces, an assignment without blanks does not: which of them it is, its line does not tell.
  if (JSX.has(language) && /\w=$/.test(before)) return undefined;
  return {
    name: assignedName(before) ?? rule.toUpperCase().replaceAll('-', '_'),
    edits: (name) => [...importEdit(text, language), { span: literal, newText: read(name) }],
  };
}

/** The literal with its quotes, when the secret is all of it; in a shell also a bare word. */
function literalAround(text: string, { start, end }: Span, language: string): Span | undefined {
  const quote = text.charAt(start - 1);
  const isQuoted = quote !== '' && quote === text.charAt(end) && (QUOTES[language] ?? DEFAULT_QUOTES).includes(quote);
  // A prefix (`b"…"`, `f"…"`), or two words of a shell that stand together, make another literal of it.
  if (isQuoted) return /[\w"'`]/.test(text.charAt(start - 2)) ? undefined : { start: start - 1, end: end + 1 };
  const isWord = /[\s=]/.test(text.charAt(start - 1)) && /^[\s;]?$/.test(text.charAt(end));
  return language === 'shellscript' && isWord ? { start, end } : undefined;
}

const NAME = /([A-Za-z_][\w-]{0,63})["'\]]*\s{0,9}(?::\s{0,9}[\w.<>|[\]?& ]{1,40})?(?::=|=>|[:=])\s{0,9}$/;

/** `apiKey: string = ` gives `API_KEY`. */
function assignedName(before: string): string | undefined {
  const name = NAME.exec(before)?.[1]
    ?.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toUpperCase();
  return name === undefined || /^_*$/.test(name) ? undefined : name;
}
