// Preloaded into measured processes (node --require). It writes the process's peak memory when it ends, and on SIGUSR2
// runs a full garbage collection in every thread (with --expose-gc). VmHWM is the peak of this process alone;
// ru_maxrss, the fallback where there is no /proc, may be inherited from the process that started it.
const { appendFileSync, readFileSync } = require('node:fs');
const { BroadcastChannel, isMainThread } = require('node:worker_threads');

function peakBytes() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

/** What the server asks for itself when it rests: the collection that gives empty pages back, too. */
function collect() {
  globalThis.gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

if (isMainThread && process.env.WINNOW_BENCH_PEAK) {
  process.on('exit', () => appendFileSync(process.env.WINNOW_BENCH_PEAK, `${process.pid} ${peakBytes()}\n`));
}
if (globalThis.gc && process.env.WINNOW_BENCH_COLLECT) {
  const channel = new BroadcastChannel('collect');
  channel.unref();
  if (isMainThread) {
    process.on('SIGUSR2', () => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel has no origin
      channel.postMessage(null);
      collect();
    });
  } else channel.addEventListener('message', collect);
}
