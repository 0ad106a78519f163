/** A line without its end; `tooLong` when it was longer than allowed and is not given. */
export type Line =
  { readonly number: number; readonly text: string } | { readonly number: number; readonly tooLong: true };

/** The lines of a stream of text, never holding more than one line of at most `mostCharacters` and one piece of the stream. */
export async function* readLines(pieces: AsyncIterable<string>, mostCharacters: number): AsyncGenerator<Line> {
  let number = 1;
  let held = '';
  let tooLong = false;
  const finish = (): Line => (tooLong ? { number, tooLong } : { number, text: held.replace(/\r$/, '') });
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      hold(piece.slice(from, end));
      yield finish();
      number++;
      [held, tooLong] = ['', false];
      from = end + 1;
    }
    hold(piece.slice(from));
  }
  if (held !== '' || tooLong) yield finish();

  function hold(more: string): void {
    if (held.length + more.length > mostCharacters) tooLong = true;
    held = tooLong ? '' : held + more;
  }
}
