import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createOnce } from '../base/createOnce.ts';
import { dataFolder, localKey } from '../base/dataFolder.ts';
import { messageOf } from '../base/errors.ts';
import { makeVisibleName } from '../engine/pack/visible.ts';
import { checkRules as checkParsedRules } from '../engine/triggers/checkRules.ts';
import { parseRules } from '../engine/triggers/parseRules.ts';
import { TOOLS } from '../../../shared/src/toolList.ts';
import { createDiskStore, sharedTokenizer } from '../services.ts';
import { CONFIG_PATH, readRules } from '../workspace/rulesFile.ts';
import type { Check } from './check.ts';
import { placedProblems } from './ruleProblems.ts';
import { checkStores } from './storeChecks.ts';
import { readWorkspaceConfig } from '../workspace/workspaceConfig.ts';
import { plural } from './words.ts';

/** More than a file system keeps in a name's own entry. */
const PROBE_BYTES = 64 * 1024;

/** Everything that Winnow needs of this machine and this workspace, tried rather than guessed. */
export async function checkAll(workspace: string): Promise<readonly Check[]> {
  return [
    checkNode(process.versions.node),
    checkWebAssembly(),
    checkVocabulary(),
    ...checkMcpTools(),
    checkDataFolder(dataFolder()),
    await checkDiskCache(dataFolder()),
    ...(await checkStores()),
    checkConfig(workspace),
    ...checkRules(workspace),
    checkGit(),
  ];
}

const OLDEST_NODE = 20;
/** From here on Node has `node:sqlite` and a compile cache. */
const FULL_NODE = 22;

/** `version` as in `process.versions.node`. */
export function checkNode(version: string): Check {
  const major = Number(version.split('.')[0]);
  const mend = `install Node ${FULL_NODE} or newer`;
  if (major >= FULL_NODE) return { name: 'Node', status: 'ok', detail: version };
  if (major < OLDEST_NODE) return { name: 'Node', status: 'fail', detail: `${version} is too old`, mend };
  return { name: 'Node', status: 'warn', detail: `${version}: packs are not kept on disk, starts are slower`, mend };
}

// Not in the types of Node alone.
declare const WebAssembly: { validate(module: Uint8Array): boolean } | undefined;

/** The smallest module there is: magic number and version (WebAssembly Core Specification 5.5.16). */
const EMPTY_MODULE = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);

function checkWebAssembly(): Check {
  const works = typeof WebAssembly === 'object' && WebAssembly.validate(EMPTY_MODULE);
  if (works) return { name: 'WebAssembly', status: 'ok', detail: 'works' };
  return {
    name: 'WebAssembly',
    status: 'warn',
    detail: 'is switched off: scanning is slower',
    mend: 'start Node without --jitless and without --disable-wasm-…',
  };
}

function checkVocabulary(): Check {
  try {
    sharedTokenizer().count('one two three');
    return { name: 'vocabulary', status: 'ok', detail: 'o200k_base loads' };
  } catch (error) {
    return { name: 'vocabulary', status: 'fail', detail: messageOf(error), mend: 'install Winnow again' };
  }
}

/** What “winnow mcp” costs each conversation; the tokenizer's own fault is told above. */
function checkMcpTools(): readonly Check[] {
  try {
    const tokens = sharedTokenizer().count(JSON.stringify({ tools: TOOLS }));
    return [{ name: 'MCP tools', status: 'ok', detail: `${TOOLS.length} cost ${tokens} tokens in each conversation` }];
  } catch {
    return [];
  }
}

function checkDataFolder(folder: string): Check {
  const name = 'data folder';
  if (localKey(folder).kept) {
    const problem = writingProblem(folder);
    if (!problem) return { name, status: 'ok', detail: folder };
    const mend = 'make room on its disk, or name another folder in WINNOW_HOME';
    return { name, status: 'fail', detail: `${folder} takes no more (${problem}): nothing is kept`, mend };
  }
  return {
    name,
    status: 'fail',
    detail: `${folder} cannot be written: placeholders change with every run, and nothing is cached on disk`,
    mend: 'make it writable, or name another folder in WINNOW_HOME',
  };
}

/** A full disk takes a name, and no content. */
function writingProblem(folder: string): string | undefined {
  const path = join(folder, `doctor.${process.pid}.tmp`);
  try {
    createOnce(path, new Uint8Array(PROBE_BYTES), { mode: 0o600 });
    rmSync(path, { force: true });
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

async function checkDiskCache(folder: string): Promise<Check> {
  const said: string[] = [];
  const keep = (message: string) => void said.push(message);
  const store = createDiskStore(folder, { info: keep, warn: keep, error: keep });
  try {
    await store.get('doctor');
    if (said.length === 0) return { name: 'disk cache', status: 'ok', detail: 'SQLite opens' };
    return { name: 'disk cache', status: 'warn', detail: said.join('; '), mend: `install Node ${FULL_NODE} or newer` };
  } catch (error) {
    const mend = `delete ${join(folder, 'cache.sqlite')}; it is a cache`;
    return { name: 'disk cache', status: 'warn', detail: messageOf(error), mend };
  } finally {
    await store.close();
  }
}

function checkConfig(workspace: string): Check {
  const name = 'configuration';
  const warnings: string[] = [];
  try {
    readWorkspaceConfig(workspace, (message) => warnings.push(message));
  } catch (error) {
    return { name, status: 'fail', detail: makeVisibleName(messageOf(error)), mend: `correct ${CONFIG_PATH}` };
  }
  if (warnings.length === 0) return { name, status: 'ok', detail: 'nothing wrong' };
  const mend = `take the keys out of ${CONFIG_PATH}`;
  return { name, status: 'warn', detail: makeVisibleName(warnings.join('; ')), mend };
}

function checkRules(workspace: string): readonly Check[] {
  const name = 'trigger rules';
  const { source, path } = readRules([{ name: '', folder: workspace }], true);
  const parsed = parseRules(source);
  const { rules } = parsed;
  const problems = [...parsed.problems, ...checkParsedRules(parsed)];
  const count = plural(rules.immediate.length + rules.compound.length + rules.context.length, 'rule');
  if (problems.length === 0) return [{ name, status: 'ok', detail: `${count} (${path ?? 'the shipped ones'})` }];
  return placedProblems(source, problems).map(({ severity, message, line, column }) => ({
    name,
    status: severity === 'error' ? 'fail' : 'warn',
    detail: makeVisibleName(`${path ?? 'shipped rules'}:${line}:${column}: ${message}`),
    mend: 'correct the line; all other rules work',
  }));
}

function checkGit(): Check {
  const { status, stdout } = spawnSync('git', ['--version'], { encoding: 'utf8' });
  if (status === 0) return { name: 'git', status: 'ok', detail: stdout.trim() };
  return { name: 'git', status: 'warn', detail: 'is not on PATH: its signals are missing', mend: 'install git' };
}
