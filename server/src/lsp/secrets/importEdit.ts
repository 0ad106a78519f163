import type { TextEdit } from '../rules/textEdit.ts';

/** What a program must import before it can read an environment variable; empty when it does so already. */
export function importEdit(text: string, language: string): readonly TextEdit[] {
  if (language === 'python' && !/^import (?:\w+, *)*os\b/m.test(text))
    return [insertAt(pythonPlace(text), 'import os\n')];
  if (language === 'go' && !/^(?:import\s+|\s+)"os"/m.test(text)) return goImport(text);
  return [];
}

/** Before the first import, else behind comments and the module's own description. */
function pythonPlace(text: string): number {
  const first = /^(?:import|from (?!__future__))\s?/m.exec(text);
  if (first) return first.index;
  const head = /^(?:[ \t]*#[^\n]*\n|[ \t]*\r?\n|from __future__[^\n]*\n)*(?:[rRuU]?("""|''')[\s\S]*?\1[^\n]*\n)?/.exec(
    text,
  );
  return head?.[0].length ?? 0;
}

function goImport(text: string): readonly TextEdit[] {
  const group = /^import \([^\n]*\n/m.exec(text);
  if (group) return [insertAt(group.index + group[0].length, '\t"os"\n')];
  const single = /^import\s/m.exec(text);
  if (single) return [insertAt(single.index, 'import "os"\n')];
  const clause = /^package \w+[^\n]*\n/m.exec(text);
  return clause ? [insertAt(clause.index + clause[0].length, '\nimport "os"\n')] : [];
}

function insertAt(at: number, newText: string): TextEdit {
  return { span: { start: at, end: at }, newText };
}
