/** A pair of headers takes 100 bytes. */
const MOST_HEADER_BYTES = 8192;
/** More than any editor sends; a length beyond it is damage, and waiting for it would never end. */
const MOST_BODY_BYTES = 2 ** 28;
const END = Buffer.from('\r\n\r\n');
const HEADER = /^([a-z-]+):[ \t]*([ -~]*)$/i;
/** A header just before the empty line that ends it. No JSON has one: within a string line breaks are escaped. */
const NEXT_HEADER = /(?:content-length:[ \t]*\d+|content-type:[^"\r\n]*)[ \t]*$/i;
const HEADER_LINE_BYTES = 128;
const NOTHING: Buffer = Buffer.alloc(0);

/**
 * Follows a stream of frames (LSP 3.17, "Base Protocol") and tells when it is out of step. The protocol's library goes on
 * waiting then: for a length that is none, for a body that swallows the messages after it.
 */
export class FrameCheck {
  /** The header read so far, or the last bytes of the body. */
  #held: Buffer = NOTHING;
  /** Bytes of the body that are still to come; undefined within a header. */
  #missing: number | undefined;

  /** Takes the next bytes. Returns what is wrong with the frame they belong to; from then on nothing can be read. */
  take(bytes: Buffer): string | undefined {
    let rest = bytes;
    while (rest.length > 0) {
      const problem = this.#missing === undefined ? this.#takeHeader(rest) : this.#takeBody(rest, this.#missing);
      if (typeof problem === 'string') return problem;
      rest = problem;
    }
    return undefined;
  }

  /** What stands after the header, or what is wrong with it. */
  #takeHeader(bytes: Buffer): Buffer | string {
    const before = this.#held.length;
    const header = joined(this.#held, bytes.subarray(0, MOST_HEADER_BYTES + END.length));
    const end = header.indexOf(END);
    const read = header.toString('latin1', 0, end < 0 ? MOST_HEADER_BYTES : end);
    if (!isPlain(read)) return 'a header has bytes that none may have';
    if (end < 0) {
      if (header.length > MOST_HEADER_BYTES) return `a header is longer than ${MOST_HEADER_BYTES} bytes`;
      this.#held = Buffer.from(header);
      return bytes.subarray(bytes.length);
    }
    const length = contentLength(read);
    if (typeof length === 'string') return length;
    this.#held = NOTHING;
    this.#missing = length === 0 ? undefined : length;
    return bytes.subarray(end + END.length - before);
  }

  /** What stands after the body, or that another message began within it. */
  #takeBody(bytes: Buffer, missing: number): Buffer | string {
    const body = bytes.subarray(0, missing);
    const looked = joined(this.#held, body);
    for (let at = looked.indexOf(END); at >= 0; at = looked.indexOf(END, at + END.length)) {
      if (NEXT_HEADER.test(looked.toString('latin1', Math.max(0, at - HEADER_LINE_BYTES), at)))
        return 'a message is shorter than its Content-Length: the next one began within it';
    }
    this.#missing = missing === body.length ? undefined : missing - body.length;
    this.#held = this.#missing === undefined ? NOTHING : Buffer.from(looked.subarray(-HEADER_LINE_BYTES));
    return bytes.subarray(body.length);
  }
}

/** Mostly whole messages come, and nothing is held: then nothing is copied. */
function joined(held: Buffer, bytes: Buffer): Buffer {
  return held.length === 0 ? bytes : Buffer.concat([held, bytes]);
}

/** Starts with a letter, holds printable ASCII alone, and breaks lines as headers do. */
function isPlain(header: string): boolean {
  return /^(?:[a-z](?:[ -~\t]|\r\n|\r$)*)?$/i.test(header);
}

/** The length in bytes that a header gives, or why it gives none. */
function contentLength(header: string): number | string {
  const lengths: string[] = [];
  for (const line of header.split('\r\n')) {
    const [, name, value] = HEADER.exec(line) ?? [];
    if (name === undefined || value === undefined) return 'a line of a header is not “name: value”';
    if (name.toLowerCase() === 'content-length') lengths.push(value.trim());
  }
  const [length = ''] = lengths;
  if (lengths.length !== 1) return `a header has ${lengths.length} Content-Length`;
  if (!/^\d+$/.test(length)) return 'a Content-Length is not a number';
  return Number(length) <= MOST_BODY_BYTES ? Number(length) : `a message is longer than ${MOST_BODY_BYTES} bytes`;
}
