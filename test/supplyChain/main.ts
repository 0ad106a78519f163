// `npm run supply-chain`: what is in the VSIX that others wrote, how old it is, and what is known against it. Ends with 1
// after a finding, with 2 where the registry does not answer: what is not known is not passed off as good.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY } from '../helpers/repository.ts';
import { judgeAudit, judgePackages, type AuditReport, type LockedPackages, type ShippedPackage } from './judge.ts';

const AT_ONCE = 4;
const run = promisify(execFile);

interface Component {
  readonly name: string;
  readonly version: string;
  readonly licenses: readonly { readonly license?: { readonly id: string }; readonly expression?: string }[];
}

function readShipped(): readonly ShippedPackage[] {
  const bill = readJson('dist/sbom.cdx.json') as { readonly components: readonly Component[] };
  return bill.components.map(({ name, version, licenses: [first] }) => {
    return { name, version, license: first?.license?.id ?? first?.expression ?? '' };
  });
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(REPOSITORY, path), 'utf8'));
}

/** What npm prints, also where it ends with an error. */
async function npm(...args: readonly string[]): Promise<string> {
  try {
    return (await run('npm', [...args, '--json'], { cwd: REPOSITORY, maxBuffer: 2 ** 26 })).stdout;
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
  }
}

interface Release {
  readonly newest: string;
  readonly deprecated: string;
}

/** Undefined where the registry does not answer. */
async function releaseOf({ name, version }: ShippedPackage): Promise<Release | undefined> {
  try {
    const told = JSON.parse(
      await npm('view', `${name}@${version}`, 'name', 'dist-tags.latest', 'deprecated'),
    ) as Record<string, string | undefined>;
    const newest = told['dist-tags.latest'];
    return newest === undefined ? undefined : { newest, deprecated: told['deprecated'] ?? '' };
  } catch {
    return undefined;
  }
}

async function releases(shipped: readonly ShippedPackage[]): Promise<ReadonlyMap<ShippedPackage, Release | undefined>> {
  const found = new Map<ShippedPackage, Release | undefined>();
  const waiting = [...shipped];
  const lane = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) found.set(one, await releaseOf(one));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return found;
}

function lineOf({ name, version, license }: ShippedPackage, release: Release | undefined): string {
  const age = !release
    ? 'newest release not known'
    : release.newest === version
      ? 'newest'
      : `newest is ${release.newest}`;
  return [name, version, license, age, ...(release?.deprecated ? [`deprecated: ${release.deprecated}`] : [])].join(
    '  ',
  );
}

const shipped = readShipped();
const { packages: locked } = readJson('package-lock.json') as { readonly packages: LockedPackages };
const known = await releases(shipped);
for (const one of shipped) console.log(lineOf(one, known.get(one)));
const { allowScripts } = readJson('package.json') as { readonly allowScripts: Readonly<Record<string, boolean>> };
const wrong = judgePackages(shipped, locked, allowScripts);
for (const line of wrong) console.log(`✗ ${line}`);
const audit = judgeAudit(JSON.parse((await npm('audit')) || '{}') as AuditReport, shipped, locked);
for (const line of audit.lines) console.log(line);
const answered = [...known.values()].filter((one) => one !== undefined).length;
const current = shipped.filter((one) => known.get(one)?.newest === one.version).length;
console.log(`${shipped.length} packages ship, ${current} of ${answered} in their newest release`);
process.exitCode = wrong.length + audit.grave > 0 ? 1 : audit.known && answered === shipped.length ? 0 : 2;
