import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REPOSITORY } from '../helpers/repository.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { readZip } from '../helpers/zip.ts';

/** What may ship, a path a line; whoever adds a file to the VSIX says so there. */
const ALLOWED = readFileSync(join(REPOSITORY, 'test', 'fixtures', 'vsix-files.txt'), 'utf8')
  .trim()
  .split('\n');
const MOST_BYTES = 3_000_000;

interface Component {
  readonly name: string;
  readonly version: string;
  readonly licenses: readonly unknown[];
  readonly purl: string;
  readonly hashes: readonly unknown[];
}

describe('the VSIX', () => {
  const folder = temporaryFolder();
  let vsix: Buffer;
  let files: ReadonlyMap<string, Buffer>;
  const text = (path: string) => files.get(`extension/${path}`)!.toString();

  const pack = (name: string) => {
    const path = join(folder.path, name);
    const [vsce, packer] = [join(REPOSITORY, 'node_modules', '.bin'), join(REPOSITORY, 'server/build/package.mjs')];
    execFileSync(process.execPath, [packer, path], {
      cwd: REPOSITORY,
      env: { ...process.env, PATH: `${vsce}:${process.env['PATH'] ?? ''}` },
      stdio: 'pipe',
    });
    return readFileSync(path);
  };
  beforeAll(() => {
    vsix = pack('first.vsix');
    files = readZip(vsix);
  });
  afterAll(() => folder.remove());

  test('holds what is allowed and nothing else', () => {
    expect([...files.keys()].sort()).toEqual(ALLOWED);
  });

  test('is small', () => {
    expect(vsix.length).toBeLessThan(MOST_BYTES);
  });

  test('is the same when it is made again', () => {
    expect(pack('second.vsix').equals(vsix)).toBe(true);
  });

  test('runs nothing when it is installed', () => {
    const { scripts = {} } = JSON.parse(text('package.json')) as { scripts?: Record<string, string> };
    expect(
      Object.keys(scripts).filter((name) => /^(?:pre|post)?install$|^(?:pre|post)?prepare$|uninstall/.test(name)),
    ).toEqual([]);
  });

  test('names every package that its bundles hold, with its licence, in notices and in the bill of materials', () => {
    const bill = JSON.parse(text('dist/sbom.cdx.json')) as { readonly components: readonly Component[] };
    const notices = text('dist/third-party-notices.txt');
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
    expect(bill.components.length).toBeGreaterThan(20);
    for (const { name, version, licenses, purl, hashes } of bill.components) {
      expect(licenses, name).toHaveLength(1);
      expect(purl).toBe(`pkg:npm/${name.replace('@', '%40')}@${version}`);
      expect(hashes, `${name} of the lockfile`).toEqual([
        { alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) as string },
      ]);
      expect(notices).toContain(`\n${name} ${version} (`);
    }
    const dependencies = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as {
      readonly dependencies: Record<string, string>;
    };
    const named = new Set(bill.components.map(({ name }) => name));
    expect(Object.keys(dependencies.dependencies).filter((name) => !named.has(name))).toEqual([]);
  });
});
