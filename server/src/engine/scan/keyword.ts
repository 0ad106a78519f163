/** One entry of the automaton: a literal to find, ignoring case. */
export interface Keyword {
  /** The literal; any run of white space in it matches any run of white space (line breaks too) in the text. */
  readonly text: string;
  /**
   * True for trigger keywords: a hit must not be glued to a further letter or digit.
   * False for secret anchors, which may stand anywhere.
   */
  readonly wordBounded: boolean;
}
