import type { CheckLockResult, LockChange } from '../../../shared/src/lockProtocol.ts';
import type { OptimizeParams } from '../../../shared/src/protocol.ts';
import { UsageError } from '../base/errors.ts';
import { makeVisibleName } from '../engine/pack/visible.ts';
import { parseLockfile } from '../lockfile/lockfile.ts';
import { createPipeline } from '../services.ts';
import type { Run } from './command.ts';
import { lockfilePath, readLockfile } from './lockfileText.ts';
import { withLineEnd, summaryLine } from './optimize.ts';
import type { LOCK_OPTIONS } from './options.ts';
import { writeOut } from './output.ts';
import { pipelineConfig } from './pipelineConfig.ts';
import { pipelineRun } from './pipelineRun.ts';
import type { Paint } from './terminal.ts';
import { lineRange, plural } from './words.ts';

export const runLock: Run<typeof LOCK_OPTIONS> = async (context) => {
  const { options, operands, workspace, json, terminal, log } = context;
  if (options.check && options.update) throw new UsageError('winnow lock: give --check or --update, not both');
  const path = lockfilePath(operands[0], workspace);
  const source = readLockfile(path);
  const pipeline = createPipeline(pipelineConfig(workspace, log), log);
  try {
    const run = pipelineRun(context);
    const checked = await pipeline.checkLock({ lock: source }, run);
    if (options.update) {
      const { lock, pack } = await pipeline.lock(askedIn(source), run);
      terminal.progress.clear();
      writeOut(path, lock);
      terminal.note(`${lock === source ? 'unchanged' : 'written'}: ${makeVisibleName(path)}`);
      if (json) await terminal.print(JSON.stringify({ ...checked, pack }));
      return 0;
    }
    terminal.progress.clear();
    if (json) await terminal.print(JSON.stringify(checked));
    else if (checked.pack && !options.check) await terminal.write(withLineEnd(checked.pack.text));
    else if (checked.changes.length > 0)
      await terminal.print(checked.changes.map((change) => changeLine(change, terminal.paint)).join('\n'));
    terminal.note(outcome(checked, terminal.paintNote));
    return checked.pack ? 0 : 1;
  } finally {
    await pipeline.close();
  }
};

/** The question of a lockfile, to be asked anew. */
function askedIn(source: string): OptimizeParams {
  const { question, budget, model, format, compaction, include = [], exclude = [], pins = [] } = parseLockfile(source);
  const asked = { query: question, budget, format, compaction, include, exclude, pins };
  return model === undefined ? asked : { ...asked, model };
}

function changeLine({ what, path, startLine = 0, endLine = 0, reason }: LockChange, paint: Paint): string {
  const where = path === undefined ? what : lineRange({ path, startLine, endLine });
  return `${paint('red', where)}: ${makeVisibleName(reason)}`;
}

function outcome({ pinned, changes, pack }: CheckLockResult, paint: Paint): string {
  if (pack) return `as pinned: ${summaryLine(pack, paint)}`;
  const all = `of ${plural(pinned, 'pinned chunk')}`;
  return `${plural(changes.length, 'change')} ${all}; “winnow lock --update” asks the question anew`;
}
