import { runsOf, type JudgedLine } from './judgedLines.ts';

const LIBRARY =
  /node_modules|\bnode:|\binternal\/|site-packages|dist-packages|\/lib\/python\d|<frozen |\/rustc\/|\.cargo\/registry|\/usr\/(?:lib|local\/go\/src)\/|\/gems\/|^\s+at (?:[\w.]+(?:@[\w.]+)?\/{1,2})?(?:java|javax|jdk|sun|com\.sun|kotlin|scala|groovy|org\.(?:junit|springframework|apache|gradle|hibernate|eclipse|codehaus)|io\.(?:netty|reactivex)|System|Microsoft)[.\w]*[./]|^\s+\d+: (?:<?(?:core|std|alloc|test|tokio)::|rust_begin_unwind|__rust|_start|main$)|^\s+at (?:<anonymous>|native|new Promise)/;
/** Without a frame of one's own, the first ones tell where it came from. */
const KEPT_LIBRARY_FRAMES = 2;
const FEWEST_FOLDED = 2;
/** A line of source and one of marks below it, as Python prints them. */
const MOST_DETAIL_LINES = 2;
const FILE_FRAME = /^\s*File "|^\S+:\d+: in /;

/** Folds the frames of libraries; one's own stay, and of a trace that has none the first two. */
export function foldFrames(lines: readonly JudgedLine[]): void {
  const frames = framesOf(lines);
  const isTrace = frames.map((frame) => ({ frame }));
  for (const [start, end] of runsOf(isTrace, ({ frame }) => frame !== undefined)) {
    const hasOwn = frames.slice(start, end).includes('own');
    let kept = hasOwn ? 0 : KEPT_LIBRARY_FRAMES;
    for (let at = start; at < end; at++) {
      if (frames[at] === 'own' || kept-- > 0) frames[at] = 'own';
    }
  }
  for (const [start, end] of runsOf(isTrace, ({ frame }) => frame !== undefined)) {
    foldRuns(lines, frames, start, end);
  }
}

function foldRuns(lines: readonly JudgedLine[], frames: readonly Frame[], start: number, end: number): void {
  for (let at = start; at < end; at++) {
    let stop = at;
    while (stop < end && frames[stop] === 'library') stop++;
    if (stop - at >= FEWEST_FOLDED) for (let line = at; line < stop; line++) lines[line]!.fold ??= 'frame';
    at = Math.max(at, stop - 1);
  }
}

type Frame = 'own' | 'library' | undefined;

/** Whose frame each line is, lines of source that belong to one included. */
function framesOf(lines: readonly JudgedLine[]): Frame[] {
  const frames: Frame[] = [];
  let details = 0;
  lines.forEach((line, at) => {
    if (line.class === 'frame') {
      frames.push(LIBRARY.test(line.text) ? 'library' : 'own');
      details = FILE_FRAME.test(line.text) ? MOST_DETAIL_LINES : 0;
    } else {
      const isDetail = details-- > 0 && line.class !== 'error' && /^\s{3}/.test(line.text);
      if (!isDetail) details = 0;
      frames.push(isDetail ? frames[at - 1] : undefined);
    }
  });
  return frames;
}
