import { insertion, jsonContainer, memberNamed, type JsonEdit } from '../../workspace/jsonMembers.ts';

/**
 * Adds a fingerprint to `secrets.allow` of a configuration file's text and leaves the rest as it is written; undefined
 * when the text is no JSON object, or says something else there. Without a text, the whole file.
 */
export function allowEdit(source: string | undefined, fingerprint: string): JsonEdit | undefined {
  if (source === undefined || source.trim() === '') {
    const text = `${JSON.stringify({ secrets: { allow: [fingerprint] } }, undefined, 2)}\n`;
    return { start: 0, end: source?.length ?? 0, text };
  }
  if (!isJson(source)) return undefined;
  const top = containerAt(source, source.search(/\S/), '{');
  if (!top) return undefined;
  const secrets = memberNamed(top, 'secrets');
  if (!secrets) return insertion(source, top, { key: 'secrets', value: { allow: [fingerprint] } });
  const inner = containerAt(source, secrets.valueStart, '{');
  const allow = inner && memberNamed(inner, 'allow');
  if (!inner || !allow) return inner && insertion(source, inner, { key: 'allow', value: [fingerprint] });
  const list = containerAt(source, allow.valueStart, '[');
  return list && insertion(source, list, { value: fingerprint });
}

function containerAt(source: string, at: number, bracket: '{' | '[') {
  return source[at] === bracket ? jsonContainer(source, at) : undefined;
}

function isJson(source: string): boolean {
  try {
    JSON.parse(source);
    return true;
  } catch {
    return false;
  }
}
