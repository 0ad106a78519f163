import { CST, Lexer } from 'yaml';

/**
 * Bounds that keep reading a file under about 100 ms: the parser takes some 2 µs for each lexeme, and five times that
 * for each error. 50,000 lexemes are 8,000 keywords one to a line, or
 * 16,000 in one list.
 */
const MOST_LEXEMES = 50_000;
const MOST_STRAY = 1000;
const MOST_FLOW_DEPTH = 64;
/** A file of this many UTF-16 units cannot take long, whatever stands in it; most rules files are smaller. */
const HARMLESS_LENGTH = 12_000;

/** Why a source would take the YAML parser too long, or `undefined`. Quick: it stops at the first bound. */
export function yamlExcess(source: string): string | undefined {
  if (source.length <= HARMLESS_LENGTH) return undefined;
  let lexemes = 0;
  let stray = 0;
  let depth = 0;
  let last: Kind = 'gap';
  let afterMark = false;
  for (const lexeme of new Lexer().lex(source)) {
    if (++lexemes > MOST_LEXEMES) return 'The file holds too much: shorten it to some 8,000 keywords';
    if (afterMark) {
      // What follows the mark of a plain or block scalar is its text, whatever it looks like.
      afterMark = false;
      continue;
    }
    afterMark = lexeme === CST.SCALAR;
    const kind = kindOf(lexeme);
    if (kind === 'space') continue;
    if (kind === 'open') depth++;
    else if (kind === 'close') depth--;
    if (depth > MOST_FLOW_DEPTH) return 'The YAML is nested too deeply';
    if (isStray(kind, last, depth) && ++stray > MOST_STRAY) {
      return 'This is no YAML: commas, brackets, quotes or marks stand where none belong';
    }
    depth = Math.max(0, depth);
    last = kind;
  }
  return undefined;
}

type Kind = 'space' | 'gap' | 'open' | 'close' | 'comma' | 'value' | 'mark' | 'directive';

/** True of what the parser reports an error for, in the forms that can be repeated without end. */
function isStray(kind: Kind, last: Kind, depth: number): boolean {
  if (kind === 'directive' || (kind === 'close' && depth < 0)) return true;
  if (kind === 'comma') return last === 'comma' || last === 'open' || depth === 0;
  if (kind === 'mark') return last === 'mark' || last === 'value';
  return kind === 'value' && last === 'value';
}

function kindOf(lexeme: string): Kind {
  switch (CST.tokenType(lexeme)) {
    case 'space':
      return 'space';
    case 'flow-seq-start':
    case 'flow-map-start':
      return 'open';
    case 'flow-seq-end':
    case 'flow-map-end':
    case 'flow-error-end':
      return 'close';
    case 'comma':
      return 'comma';
    case 'scalar':
    case 'single-quoted-scalar':
    case 'double-quoted-scalar':
    case 'alias':
      return 'value';
    case 'anchor':
    case 'tag':
      return 'mark';
    case 'directive-line':
      return 'directive';
    default:
      return 'gap';
  }
}
