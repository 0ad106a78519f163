/** A result that is JSON already: `FrameWriter` sends it as it stands, other writers read it first. */
export class JsonText {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }

  toJSON(): unknown {
    return JSON.parse(this.json);
  }
}
