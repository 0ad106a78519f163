/** A result that is JSON already, in pieces that follow each other: `FrameWriter` sends them as they stand, other writers read them first. */
export class JsonText {
  readonly pieces: readonly (string | Uint8Array)[];

  constructor(pieces: readonly (string | Uint8Array)[]) {
    this.pieces = pieces;
  }

  toJSON(): unknown {
    return JSON.parse(joined(this.pieces));
  }
}

/** The text of pieces, of which some may be UTF-8. Each holds whole characters. */
export function joined(pieces: readonly (string | Uint8Array)[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : utf8(piece))).join('');
}

function utf8({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
}
