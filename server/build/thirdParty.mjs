// Build step: who wrote what the bundles hold. Licences are conditions, not courtesies; the bill of materials is for scanners.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Packages whose data, not code, is in what ships. */
const EMBEDDED = ['node_modules/gpt-tokenizer', 'node_modules/assemblyscript'];
const LICENSE_FILE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

/**
 * The packages that stand in some bundles, in the order of their names.
 *
 * @param {import('esbuild').Metafile} metafile what esbuild tells of the bundles
 * @returns {{ folder: string, name: string, version: string, license: string, texts: string[], integrity: string }[]}
 * @throws {Error} when a package names no licence: it must not ship
 */
export function bundledPackages(metafile) {
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? packageFolder(path) : [])),
  );
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  return [...new Set([...used, ...EMBEDDED])].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (typeof license !== 'string') throw new Error(`${folder} names no licence: do not bundle it`);
    const files = readdirSync(folder).filter((file) => LICENSE_FILE.test(file));
    const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
    return { folder, name, version, license, texts, integrity: lock[folder]?.integrity ?? '' };
  });
}

/** `a/node_modules/@b/c/d.js` → `a/node_modules/@b/c`; nothing for files of our own. */
function packageFolder(path) {
  const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
  return folder === undefined ? [] : [folder];
}

/** @param {ReturnType<typeof bundledPackages>} packages */
export function notices(packages) {
  const blocks = packages.map(({ name, version, license, texts }) =>
    [`${name} ${version} (${license})`, ...texts].join('\n\n'),
  );
  const head = 'Winnow is made with the following software. Each is used under its own licence.';
  return `${[head, ...blocks].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/**
 * A bill of materials (CycloneDX 1.6, https://cyclonedx.org/docs/1.6/json/). It says nothing of when it was made, so that
 * the same sources give the same bytes.
 *
 * @param {ReturnType<typeof bundledPackages>} packages
 * @param {{ name: string, version: string }} product
 */
export function billOfMaterials(packages, product) {
  const components = packages.map(({ name, version, license, integrity }) => ({
    type: 'library',
    'bom-ref': `pkg:npm/${name}@${version}`,
    name,
    version,
    licenses: [/^[\w.+-]+$/.test(license) ? { license: { id: license } } : { expression: license }],
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    ...(integrity.startsWith('sha512-')
      ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.slice(7), 'base64').toString('hex') }] }
      : {}),
  }));
  const { name, version } = product;
  const digest = createHash('sha256')
    .update(JSON.stringify([name, version, components]))
    .digest('hex');
  const serial = digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${serial}`,
    version: 1,
    metadata: { component: { type: 'application', 'bom-ref': `pkg:npm/${name}@${version}`, name, version } },
    components,
  };
}
