import type { Manifest } from '../../shared/src/manifest.ts';

/** Members whose text a person reads. */
const TEXT_MEMBERS = new Set([
  'title',
  'description',
  'markdownDescription',
  'contents',
  'displayName',
  'userDescription',
  'altText',
]);
/** What is written for models, which read English, and what is only the product's name. */
const FOR_MODELS = new Set(['inputSchema', 'modelDescription']);
const PRODUCT = 'Winnow';

export interface LocalizedManifest {
  /** With `%key%` in place of each text. */
  readonly manifest: Manifest;
  /** By key: the text in English; what `package.nls.json` holds. */
  readonly texts: Readonly<Record<string, string>>;
}

/** Takes the texts for people out of the manifest (VS Code, "Localization": `package.nls.json`). */
export function localizeManifest(manifest: Manifest): LocalizedManifest {
  const texts: Record<string, string> = {};
  const take = (key: string, text: string) => {
    texts[key] = text;
    return `%${key}%`;
  };
  const walk = (value: unknown, path: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((item, at) => walk(item, [...path, nameOf(item, at)]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([member, inner]: [string, unknown]) => {
        if (FOR_MODELS.has(member)) return [member, inner];
        const isText = TEXT_MEMBERS.has(member) || (member === 'name' && path.includes('views'));
        if (!isText || typeof inner !== 'string' || inner === PRODUCT)
          return [member, walk(inner, member === 'contributes' ? path : [...path, member])];
        return [member, take([...path, member].join('.'), inner)];
      }),
    );
  };
  return { manifest: walk(manifest, []) as Manifest, texts };
}

function nameOf(item: unknown, at: number): string {
  if (typeof item !== 'object' || item === null) return String(at);
  const named = item as Readonly<Record<string, unknown>>;
  const name = named['command'] ?? named['id'] ?? named['name'];
  return typeof name === 'string' ? name : String(at);
}
