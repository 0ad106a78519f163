/**
 * Escapes (ECMA-48: CSI, OSC and the other strings, two-character ones) and control characters, but for tab and line
 * ends. A string that is not ended within its line loses its introducer only.
 */
const CONTROLS =
  // oxlint-disable-next-line no-control-regex
  /(?:\u001b\[|\u009b)(?:[0-?]*[ -/]*[@-~])?|\u001b[\]PX^_](?:[^\u0007\u001b\r\n]{0,4096}(?:\u0007|\u001b\\))?|\u001b(?:[ -/]*[0-~])?|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
// oxlint-disable-next-line no-control-regex
const ANY_CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
// oxlint-disable-next-line no-control-regex
const TAKEN_BACK = /[^\u0008\r\n]\u0008/g;

/**
 * A command's output without what tells a terminal how to show it: colours, cursor movements, titles, and characters that
 * a backspace takes back. Line ends stay, a lone CR too, since it ends a frame of a progress bar.
 */
export function stripControls(text: string): string {
  if (!ANY_CONTROL.test(text)) return text;
  const shown = text.includes('\b') ? text.replace(TAKEN_BACK, '') : text;
  return shown.replace(CONTROLS, '');
}
