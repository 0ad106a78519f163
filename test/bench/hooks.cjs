// Preloaded into measured processes (node --require). It writes the process's peak memory when it ends, and runs a
// full garbage collection on SIGUSR2 (with --expose-gc). VmHWM is the peak of this process alone; ru_maxrss, the
// fallback where there is no /proc, may be inherited from the process that started it.
const { appendFileSync, readFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

function peakBytes() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

if (isMainThread && process.env.WINNOW_BENCH_PEAK) {
  process.on('exit', () => appendFileSync(process.env.WINNOW_BENCH_PEAK, `${process.pid} ${peakBytes()}\n`));
}
if (isMainThread && globalThis.gc) {
  process.on('SIGUSR2', () => {
    globalThis.gc();
    globalThis.gc();
  });
}
