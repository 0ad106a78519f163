import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program, or a server that runs already, or what to do to have it. */
export type Component =
  { readonly path: string } | { readonly url: string } | { readonly missing: string; readonly mend: string };

interface Recipe {
  /** Any of these is it. */
  readonly programs: readonly string[];
  /** Programs that must stand beside it. */
  readonly companions?: readonly string[];
  /** Folders to look in after PATH, best first. */
  readonly folders?: () => readonly string[];
  /** Environment variable that names the program's path or the server's URL. */
  readonly variable?: { readonly name: string; readonly kind: 'url' | 'path' };
  readonly debianPackage: string;
  readonly elsewhere: string;
}

const DEBIAN_POSTGRES = '/usr/lib/postgresql';

const RECIPES = {
  git: { programs: ['git'], debianPackage: 'git', elsewhere: 'git (https://git-scm.com)' },
  'redis-server': {
    programs: ['redis-server', 'valkey-server'],
    variable: { name: 'WINNOW_TEST_REDIS_URL', kind: 'url' },
    debianPackage: 'redis-server',
    elsewhere: 'Redis 6 or newer (`brew install redis`)',
  },
  postgres: {
    programs: ['postgres'],
    companions: ['initdb'],
    folders: debianPostgresFolders,
    variable: { name: 'WINNOW_TEST_POSTGRES_URL', kind: 'url' },
    debianPackage: 'postgresql',
    elsewhere: 'PostgreSQL 14 or newer (`brew install postgresql`), its server programs on PATH',
  },
  openssl: { programs: ['openssl'], debianPackage: 'openssl', elsewhere: 'OpenSSL 3' },
  prometheus: {
    programs: ['prometheus'],
    companions: ['promtool'],
    variable: { name: 'WINNOW_TEST_PROMETHEUS', kind: 'path' },
    debianPackage: 'prometheus',
    elsewhere: 'Prometheus 2.30 or newer with its promtool (`brew install prometheus`)',
  },
  chromium: {
    programs: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    variable: { name: 'WINNOW_TEST_CHROMIUM', kind: 'path' },
    debianPackage: 'chromium',
    elsewhere: 'Chromium or Chrome',
  },
  'mount.exfat-fuse': {
    programs: ['mount.exfat-fuse'],
    companions: ['mkfs.exfat'],
    folders: () => ['/usr/sbin'],
    debianPackage: 'exfat-fuse exfatprogs',
    elsewhere: 'exfat-fuse and exfatprogs',
  },
  nvim: {
    programs: ['nvim'],
    variable: { name: 'WINNOW_TEST_NVIM', kind: 'path' },
    debianPackage: 'neovim',
    elsewhere: 'Neovim 0.7 or newer (https://neovim.io)',
  },
} as const satisfies Record<string, Recipe>;

export type ComponentName = keyof typeof RECIPES;

/**
 * Finds an outside program: where its variable says, on PATH, or where Debian keeps it. As root on Debian it installs what
 * is missing, and says so. Elsewhere `missing` and `mend` tell what to do, and the caller skips its tests; under `CI=true`
 * that is an error.
 */
export async function requireComponent(name: ComponentName): Promise<Component> {
  const recipe: Recipe = RECIPES[name];
  const found = given(recipe) ?? find(recipe) ?? install(name, recipe);
  if (found) return found;
  const mend = `install ${recipe.elsewhere}${recipe.variable ? `, or set ${recipe.variable.name}` : ''}`;
  if (process.env['CI'] === 'true') throw new Error(`${name} is missing: ${mend}`);
  say(`${name} is missing, its tests are skipped: ${mend}`);
  return { missing: name, mend };
}

function given({ variable }: Recipe): Component | undefined {
  const value = variable && process.env[variable.name];
  if (!value) return undefined;
  return variable.kind === 'url' ? { url: value } : { path: value };
}

function find({ programs, companions = [], folders }: Recipe): { readonly path: string } | undefined {
  const places = [...(process.env['PATH'] ?? '').split(delimiter), ...(folders?.() ?? [])].filter(
    (place) => place !== '',
  );
  const endings = process.platform === 'win32' ? ['.exe', ''] : [''];
  for (const place of places) {
    for (const program of programs) {
      for (const ending of endings) {
        const path = join(place, program + ending);
        if (isProgram(path) && companions.every((companion) => isProgram(join(place, companion + ending)))) {
          // Not the real path: a Redis behind a link does what the link's name says.
          return { path };
        }
      }
    }
  }
  return undefined;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Debian keeps `initdb` and `postgres` off PATH, in a folder of the version; the newest first. */
function debianPostgresFolders(): readonly string[] {
  if (!existsSync(DEBIAN_POSTGRES)) return [];
  const versions = readdirSync(DEBIAN_POSTGRES).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(DEBIAN_POSTGRES, version, 'bin'));
}

/** Lets one process at a time install: apt's own locks do not cover `update`. The kernel frees it with its holder. */
const LOCK = '/var/lock/winnow-test-apt';
const LOCK_WAIT_SECONDS = 900;

function install(name: ComponentName, recipe: Recipe): Component | undefined {
  if (process.getuid?.() !== 0 || !isProgram('/usr/bin/apt-get')) return undefined;
  // Whoever comes second finds it installed, and asks apt for what is there already.
  const apt = ['apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=600'];
  const get = [...apt, 'install', '-y', '--no-install-recommends', recipe.debianPackage].join(' ');
  // The package lists may be absent or too old: fetched once, when the first attempt fails.
  const script = `${get} || { ${[...apt, 'update'].join(' ')} && ${get}; }`;
  say(`${name} is missing: installing Debian's ${recipe.debianPackage} with apt-get`);
  const { status, stderr } = spawnSync('flock', ['--wait', String(LOCK_WAIT_SECONDS), LOCK, 'sh', '-c', script], {
    // In run level 1 Debian's packages do not start their services: the tests start their own.
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) say(`apt-get could not install ${recipe.debianPackage}: ${stderr.trim().split('\n').at(-1)}`);
  return find(recipe);
}

/** Past the test runner's capture, so that it is seen while it happens. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
