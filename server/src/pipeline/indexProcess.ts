import { fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { workerEntry } from '../base/bundle.ts';
import type { Port } from './channel.ts';

/** A helper was gone before it was done: killed by a system that is short of memory, for one, or never started. */
export class HelperEnded extends Error {
  override readonly name = 'HelperEnded';
}

/** Something that indexes a shard and is gone afterwards. */
export interface IndexHelper {
  readonly port: Port;
  /** Told when it ends before its time. */
  readonly onEnd: (listener: (error: Error) => void) => void;
  readonly end: () => void;
}

/**
 * A process that indexes: what threads leave behind (V8 keeps the pages of ended threads for itself, the allocator keeps
 * their arenas) would stay resident for as long as the server lives, several times what the index takes.
 */
export function startIndexProcess(): IndexHelper {
  // Flags of this process (a debugger's port, for one) are not the child's.
  const child = fork(workerEntry(), [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  // Whoever types while it indexes goes first.
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  return {
    port: {
      postMessage: (message) => void (child.connected && child.send(message as object)),
      on: (_event, listener) => child.on('message', listener),
    },
    onEnd: (listener) => {
      child.on('error', (error) => listener(new HelperEnded(`the indexing process: ${error.message}`)));
      child.on('exit', () => listener(new HelperEnded('the indexing process ended early')));
    },
    end: () => void child.kill('SIGKILL'),
  };
}

/** The other end of it; the process ends with whoever started it. */
export function processPort(): Port {
  if (!process.send) throw new Error('this file is a worker thread');
  process.on('disconnect', () => process.exit());
  return {
    postMessage: (message) => void process.send?.(message),
    on: (_event, listener) => process.on('message', listener),
  };
}
