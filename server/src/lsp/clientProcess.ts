import type { ConnectionOptions, Message } from 'vscode-languageserver/node';

/**
 * The protocol's library looks every three seconds whether the client's process is still there: a third of what an idle
 * server would wake up for. A client that goes away takes its end of the stream or channel with it, which is heard of at
 * once; looking is for those that leave an end to somebody else, and can wait.
 */
const LOOK_MS = 30_000;

const NAME = '--clientProcessId';
let watched: NodeJS.Timeout | undefined;

/** Takes the client's process out of the arguments, so that it is watched here alone; undefined where none is named. */
export function takeClientProcess(args: string[]): number | undefined {
  const at = args.findIndex((arg) => arg === NAME || arg.startsWith(`${NAME}=`));
  if (at < 0) return undefined;
  const [arg = '', next = ''] = args.splice(at, args[at] === NAME ? 2 : 1);
  return numberOf(arg === NAME ? next : arg.slice(NAME.length + 1));
}

/** The same of `initialize`, which names it as well. */
export const ownClientWatch: Required<Pick<ConnectionOptions, 'messageStrategy'>> = {
  messageStrategy: {
    handleMessage: (message, next) => next(withoutProcess(message)),
  },
};

function withoutProcess(message: Message): Message {
  if (!('method' in message) || message.method !== 'initialize' || !('params' in message)) return message;
  const { params } = message;
  if (typeof params !== 'object' || params === null || !('processId' in params)) return message;
  watchClient(numberOf(params.processId));
  return Object.assign(message, { params: { ...params, processId: null } });
}

/** Ends this process when that one is gone. */
export function watchClient(processId: number | undefined): void {
  if (processId === undefined || watched) return;
  watched = setInterval(() => {
    if (!isThere(processId)) process.exit(1);
  }, LOOK_MS);
}

function isThere(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    // It is another user's: there all the same.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function numberOf(value: unknown): number | undefined {
  const id = Number(value);
  return value !== null && Number.isSafeInteger(id) && id > 0 ? id : undefined;
}
