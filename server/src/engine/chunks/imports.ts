const JAVASCRIPT = /(?:\bfrom|^[ \t]*import|\bimport[ \t]*\(|\brequire[ \t]*\()[ \t]*(["'])([^"'\n]{1,300})\1/gm;
const C = /^[ \t]*#[ \t]*(?:include|import)[ \t]*[<"]([^>"\n]{1,300})[>"]/gm;
const JVM = /^[ \t]*import[ \t]+(?:static[ \t]+)?([\w.*{}, ]{1,300})/gm;
const USE = /^[ \t]*use[ \t]+(?:function[ \t]+|const[ \t]+)?([\w:\\]{1,300})/gm;
const STYLE = /@(?:import|use|forward)[ \t]+(?:url\()?["']([^"'\n]{1,300})/g;

/** The last group that took part is the module. */
const PATTERNS: Readonly<Record<string, RegExp>> = {
  typescript: JAVASCRIPT,
  typescriptreact: JAVASCRIPT,
  javascript: JAVASCRIPT,
  javascriptreact: JAVASCRIPT,
  vue: JAVASCRIPT,
  svelte: JAVASCRIPT,
  astro: JAVASCRIPT,
  c: C,
  cpp: C,
  'objective-c': C,
  java: JVM,
  kotlin: JVM,
  scala: JVM,
  groovy: JVM,
  python: /^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import\b|import[ \t]+([\w., \t]{1,300}))/gm,
  go: /^(?:import[ \t]+(?:[\w.]+[ \t]+)?|[ \t]+(?:[\w.]+[ \t]+)?)"([\w./~-]{1,300})"[ \t]*(?:\/\/[^\n]*)?$/gm,
  rust: /^[ \t]*(?:pub(?:\([^)\n]{0,60}\))?[ \t]+)?(?:use[ \t]+([\w:]{1,300})|mod[ \t]+(\w+)[ \t]*;)/gm,
  csharp: /^[ \t]*(?:global[ \t]+)?using[ \t]+(?:static[ \t]+)?(?:\w+[ \t]*=[ \t]*)?([\w.]+)[ \t]*;/gm,
  ruby: /^[ \t]*(?:require|require_relative|load|autoload[ \t]+:\w+,)[ \t(]*["']([^"'\n]{1,300})/gm,
  php: /^[ \t]*(?:use[ \t]+(?:function[ \t]+|const[ \t]+)?([\w\\]{1,300})|(?:require|include)(?:_once)?[^'"\n]{0,60}["']([^"'\n]{1,300}))/gm,
  swift: /^[ \t]*(?:@\w+[ \t]+)?import[ \t]+(?:class[ \t]+|struct[ \t]+|func[ \t]+)?([\w.]+)/gm,
  dart: /^[ \t]*(?:import|export|part)[ \t]+["']([^"'\n]{1,300})/gm,
  shellscript: /^[ \t]*(?:source|\.)[ \t]+["']?([^\s"';]{1,300})/gm,
  lua: /\brequire[ \t]*\(?[ \t]*["']([^"'\n]{1,300})/g,
  perl: USE,
  r: /\b(?:library|require|source)\([ \t]*["']?([\w./-]{1,300})/g,
  julia: /^[ \t]*(?:using|import)[ \t]+([\w.]+)/gm,
  elixir: /^[ \t]*(?:alias|import|use|require)[ \t]+([A-Z][\w.]*)/gm,
  haskell: /^import[ \t]+(?:qualified[ \t]+)?([\w.]+)/gm,
  css: STYLE,
  scss: STYLE,
  less: STYLE,
  html: /<(?:script|link|img)\b[^>\n]{0,200}?\b(?:src|href)=["']([^"'\n]{1,300})/g,
  proto: /^[ \t]*import[ \t]+(?:public[ \t]+|weak[ \t]+)?["']([^"'\n]{1,300})/gm,
  terraform: /^[ \t]*source[ \t]*=[ \t]*"([^"\n]{1,300})"/gm,
  makefile: /^-?include[ \t]+(\S{1,300})/gm,
  zig: /@import\("([^"\n]{1,300})"\)/g,
};

/**
 * Module specifiers that a text imports, as written, in order, each once: `./a.ts`, `os.path`, `net/http`, `stdio.h`.
 * Told by line shapes: it may report one inside of a string or a comment. An unknown language has none.
 */
export function findImports(text: string, language: string): readonly string[] {
  const pattern = Object.hasOwn(PATTERNS, language) ? PATTERNS[language] : undefined;
  const found = new Set<string>();
  if (!pattern) return [];
  for (const match of text.matchAll(pattern)) {
    const group = match.slice(1).findLast((part) => part !== undefined) ?? '';
    const specifier = group.trim().replace(/:{1,2}$/, '');
    if (language === 'python' && match[2]) for (const name of pythonModules(specifier)) found.add(name);
    else if (specifier) found.add(specifier);
  }
  return [...found];
}

/** `a.b as c, d` imports `a.b` and `d`. */
function pythonModules(list: string): string[] {
  return list.split(',').flatMap((part) => part.trim().split(/[ \t]/)[0] || []);
}
