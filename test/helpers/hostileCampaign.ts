import { createRenderer, PACK_FORMATS, renderPack, type PackFormat } from '../../server/src/engine/pack/render.ts';
import { makeVisible, makeVisibleName } from '../../server/src/engine/pack/visible.ts';
import { redact, redacted, type RedactedText } from '../../server/src/engine/secrets/redact.ts';
import { HONEST_TEXTS, hostileFiles, type HostileFile } from './hostileFiles.ts';
import { PACK_READERS, type ReadBlock } from './packReaders.ts';

const FILES_A_PACK = 4;
/** What must not be left in a pack unless scripts and emoji need it: judged without the product's own table. */
const HIDDEN =
  /[\p{Cc}\p{Cs}\p{Bidi_Control}\u200b\u2028\u2029\u2060-\u2064\ufeff\u{e0000}-\u{e007f}]|\p{Variation_Selector}{2}|[\u200c\u200d]{2}/u;

export interface CampaignOutcome {
  /** Files that were read back as exactly one block of exactly their content, by format. */
  readonly whole: Readonly<Record<PackFormat, number>>;
  /** What went wrong, with the numbers of the files; at most ten. */
  readonly breakOuts: readonly string[];
}

/** Text without secrets, the only way there is. */
const safe = (text: string): RedactedText => redact(text, [], () => '').text;

/** Renders generated files in every format and reads the packs back. */
export function runCampaign(count: number, seed: number): CampaignOutcome {
  const whole = { markdown: 0, xml: 0, json: 0, plain: 0 };
  const breakOuts: string[] = [];
  const batch: HostileFile[] = [];
  let first = 0;
  const flush = () => {
    for (const format of PACK_FORMATS) {
      const problem = judge(format, batch);
      if (problem === undefined) whole[format] += batch.length;
      else if (breakOuts.length < 10) breakOuts.push(`${format}, files from ${first} of seed ${seed}: ${problem}`);
    }
    first += batch.length;
    batch.length = 0;
  };
  for (const file of hostileFiles(count, seed)) {
    batch.push(file);
    if (batch.length === FILES_A_PACK) flush();
  }
  if (batch.length > 0) flush();
  return { whole, breakOuts };
}

function judge(format: PackFormat, files: readonly HostileFile[]): string | undefined {
  const pack = packOf(format, files);
  const found = readBack(format, pack);
  if (typeof found === 'string') return found;
  const expected = files.map(({ name, content, startLine }) => ({
    path: makeVisibleName(name),
    lines: `${startLine}-${startLine + 1}`,
    text: `${makeVisible(content).replace(/\n+$/, '')}\n`,
  }));
  if (JSON.stringify(found) !== JSON.stringify(expected)) return firstDifference(found, expected);
  const strange = HONEST_TEXTS.reduce((text, honest) => text.replaceAll(honest, '|'), pack.replaceAll(/[\n\t]/g, '|'));
  const hidden = HIDDEN.exec(strange);
  if (hidden) return `U+${hidden[0].codePointAt(0)?.toString(16)} is left`;
  return files.map(({ content }, at) => changedText(content, found[at]?.text ?? '')).find((one) => one !== undefined);
}

function packOf(format: PackFormat, files: readonly HostileFile[]): string {
  const [one] = files;
  const header = { query: safe(one?.content ?? ''), agents: [safe(one?.name ?? ''), redacted`debugger`] };
  const blocks = files.map(({ name, content, startLine }) => {
    return { path: safe(name), language: redacted`ts`, startLine, endLine: startLine + 1, text: safe(content) };
  });
  return renderPack(createRenderer(format), header, blocks);
}

function readBack(format: PackFormat, pack: string): ReadBlock[] | string {
  try {
    return PACK_READERS[format](pack);
  } catch (error) {
    return (error as Error).message;
  }
}

/** Honest text stays as often as it stood there, whatever stands beside it. */
function changedText(content: string, shown: string): string | undefined {
  const times = (text: string, part: string) => text.split(part).length;
  const lost = HONEST_TEXTS.some((honest) => times(shown, honest) < times(content, honest));
  return lost ? 'honest text was changed' : undefined;
}

function firstDifference(found: readonly ReadBlock[], expected: readonly ReadBlock[]): string {
  if (found.length !== expected.length) return `${found.length} blocks of ${expected.length} files`;
  const at = found.findIndex((one, index) => JSON.stringify(one) !== JSON.stringify(expected[index]));
  return `${JSON.stringify(found[at]).slice(0, 300)} instead of ${JSON.stringify(expected[at]).slice(0, 300)}`;
}
