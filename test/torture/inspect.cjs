// Preloaded into the server under test (node --require). On SIGUSR2 each thread collects its garbage and appends a line of
// JSON to the file that WINNOW_TORTURE_REPORT names: what keeps it alive, who listens to what, memory.
const { appendFileSync, readdirSync } = require('node:fs');
const { BroadcastChannel, isMainThread, threadId } = require('node:worker_threads');

const file = process.env.WINNOW_TORTURE_REPORT;
let unhandled = 0;

function counts(names) {
  const found = {};
  for (const name of names) found[name] = (found[name] ?? 0) + 1;
  return found;
}

function listeners(emitter) {
  return emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
}

function report() {
  globalThis.gc?.();
  const line = {
    threadId,
    rssBytes: process.memoryUsage.rss(),
    heapBytes: process.memoryUsage().heapUsed,
    resources: counts(process.getActiveResourcesInfo()),
    listeners: listeners(process) + (isMainThread ? listeners(process.stdin) + listeners(process.stdout) : 0),
    descriptors: isMainThread ? readdirSync('/proc/self/fd').length : 0,
    unhandled,
  };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}

if (file) {
  process.on('unhandledRejection', (error) => {
    unhandled++;
    appendFileSync(file, `${JSON.stringify({ unhandledRejection: String(error?.stack ?? error) })}\n`);
  });
  const channel = new BroadcastChannel('winnow-torture');
  channel.unref();
  if (isMainThread) {
    process.on('SIGUSR2', () => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel has no origin
      channel.postMessage(null);
      report();
    });
  } else channel.addEventListener('message', report);
}
