import type { CheckLockResult } from '../../../shared/src/lockProtocol.ts';
import type { OptimizeResult } from '../../../shared/src/protocol.ts';
import { UserError } from '../base/errors.ts';
import { rawLines, shownLines, shownRedactions } from '../engine/pack/blockText.ts';
import { wholeFileTokens } from '../engine/pack/wholeFiles.ts';
import { noneHeldBack } from '../engine/policy/classifier.ts';
import { withoutFingerprints } from '../engine/secrets/placeholder.ts';
import { lowerLevel } from '../engine/secrets/classify.ts';
import type { Level } from '../engine/secrets/rule.ts';
import { lockChanges } from '../lockfile/lockChanges.ts';
import { lockedPack, type LockedPack, type LockedPackOptions } from '../lockfile/lockedPack.ts';
import type { Lockfile } from '../lockfile/lockfile.ts';
import { lockPack } from '../lockfile/lockPack.ts';
import { inModel, toPack, type Pack } from './pack.ts';
import type { PipelineOptions } from './pipelineOptions.ts';
import { toRequest, type Request } from './request.ts';
import { skippedBy } from './whySkipped.ts';

export interface LockingContext extends Pick<
  PipelineOptions,
  'analyzer' | 'index' | 'policy' | 'defaults' | 'tokenizer' | 'meter' | 'version'
> {
  readonly throwIfAborted: () => void;
}

/** The lockfile of a pack that was just made. @throws UserError when its files are no longer as they were */
export function writeLock(request: Request, pack: OptimizeResult, context: LockingContext): string {
  const { analyzer, version } = context;
  const made = lockedPack(pack.chunks, packOptions(request, context));
  if (made.text !== pack.text)
    throw new UserError('the pack’s files changed while it was made, so it cannot be pinned: ask once more');
  const redacted = (texts: readonly string[]) => texts.map((text) => analyzer.redact(text));
  const { budget, model, format, compaction, highestLevel, include, exclude } = request;
  const asked = { budget, model: model?.name, format, compaction, highestLevel };
  const globs = { include: redacted(include), exclude: redacted(exclude), pins: redacted(request.pins.map(pinText)) };
  return lockPack({ question: made.query, ...asked, ...globs }, made, version);
}

/** What became of a lockfile's pack, and the pack where it is as it was. */
export function readLock(
  lock: Lockfile,
  context: LockingContext,
): Omit<CheckLockResult, 'pack'> & { readonly pack?: Pack; readonly highestLevel: Level } {
  const { index, analyzer, version } = context;
  const { budget, model, format, compaction } = lock;
  // What a file says may leave is no more than what may leave without it.
  const highestLevel = lowerLevel(lock.highestLevel, context.defaults.highestLevel);
  const asked = { query: lock.question, budget, format, compaction, highestLevel, ...(model ? { model } : {}) };
  const request = toRequest(asked, context);
  const made = lockedPack(lock.chunks, packOptions(request, context));
  const changes = lockChanges(lock, made, {
    version,
    load: (path) => index.load(realPathIn(context)(path)),
    whySkipped: (path) => skippedBy(path, index, analyzer)?.reason,
  });
  const checked = {
    question: made.query,
    format,
    pinned: lock.chunks.length,
    changes,
    highestLevel: request.highestLevel,
  };
  return changes.length > 0 ? checked : { ...checked, pack: packOf(made, request, context) };
}

function packOptions(request: Request, context: LockingContext): LockedPackOptions {
  const { query, format, compaction, classifier, highestLevel } = request;
  const { analyzer, index, tokenizer, throwIfAborted } = context;
  const load = (path: string) => index.load(path);
  return {
    query,
    format,
    compaction,
    classifier,
    highestLevel,
    analyzer,
    tokenizer: tokenizer(),
    realPath: realPathIn(context),
    load,
    throwIfAborted,
  };
}

/** Names with secrets are few: only for one of them every file's name is looked at. */
function realPathIn({ index, analyzer }: LockingContext): (path: string) => string {
  return (path) => {
    const bare = withoutFingerprints(path);
    if (!bare.includes('[REDACTED:')) return path;
    const named = index.files().find((file) => withoutFingerprints(analyzer.redact(file.path)) === bare);
    return named?.path ?? path;
  };
}

function pinText({ path, startLine, endLine = startLine }: Request['pins'][number]): string {
  return startLine === undefined ? path : `${path}:${startLine}-${endLine}`;
}

function packOf(made: LockedPack, request: Request, context: LockingContext): Pack {
  const { analyzer, index } = context;
  const tokenizer = context.tokenizer();
  const { compaction: level } = request;
  const redactionsOf = ({ analysis, content, path }: LockedPack['blocks'][number]) =>
    shownRedactions(analysis, content).map((found) => ({ ...found, path }));
  let packLine = 1 + lineBreaks(made.headerText);
  const chunks = made.blocks.map((block) => {
    const { path, content, text, tokens } = block;
    const { startLine, endLine } = content.range;
    const begins = packLine;
    packLine += lineBreaks(text);
    const reasons = [analyzer.redact('pinned by the lockfile')];
    const redactions = redactionsOf(block).length;
    const shown = {
      ...(content.outline ? { shownLines: content.outline.map((line) => line + 1) } : {}),
      ...(content.context ? { contextLines: content.context.map((line) => line + 1) } : {}),
    };
    return { path, startLine, endLine, ...shown, packLine: begins, tokens, score: 0, reasons, redactions };
  });
  const files = new Map<string, number>();
  const chosen = made.blocks.map(({ analysis, content, path }) => {
    const raw = rawLines(analysis, content);
    const file = files.get(path) ?? files.size;
    files.set(path, file);
    return { file, tokens: tokenizer.count(raw), units: raw.length, fileUnits: analysis.text.length };
  });
  const rawTokens = chosen.reduce((sum, { tokens }) => sum + tokens, 0);
  const shownTokens = made.blocks.reduce(
    (sum, { analysis, content }) => sum + tokenizer.count(shownLines(analysis, content)),
    0,
  );
  const pack = toPack(
    {
      ...made,
      rawTokens,
      fileTokens: wholeFileTokens(chosen),
      compaction: { level, savedTokens: rawTokens - shownTokens, passes: {} },
      chunks,
      redactions: made.blocks.flatMap(redactionsOf),
      heldBack: noneHeldBack(),
    },
    index,
    analyzer,
  );
  return inModel(pack, request.model && context.meter(request.model));
}

function lineBreaks(text: string): number {
  return text.split('\n').length - 1;
}
