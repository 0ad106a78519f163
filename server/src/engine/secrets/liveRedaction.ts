import { EditableText, type TextEdit } from '../text/editableText.ts';
import type { TextSource } from '../text/textBuffer.ts';
import type { Finding } from './finding.ts';
import { FINGERPRINT_DIGITS, redact, replacementOf, type KeyedDigest, type RedactedFinding } from './redact.ts';

/** A finding that is redacted. */
interface Redacted {
  readonly finding: Finding;
  readonly fingerprint: string;
  /** The secret's digest, which tells secrets apart that share their first digits. */
  readonly digest: string;
  /** Units before its placeholder that stand in its place. */
  readonly lead: number;
  readonly placeholderUnits: number;
  /** Units in its place, less its own. */
  readonly growth: number;
}

/**
 * The redacted text of a text that is being edited: always what `redact` makes of the whole. An edit of the raw text
 * becomes one edit of the redacted text, which covers the secrets that came, went or were touched.
 */
export class LiveRedaction {
  /** The text without its secrets; to be edited here only. */
  readonly text: EditableText;
  readonly #digest: KeyedDigest;
  #redacted: readonly Redacted[];

  constructor(raw: TextSource, findings: readonly Finding[], digest: KeyedDigest) {
    this.#digest = digest;
    const whole = redact(raw.slice(0, raw.length), findings, digest);
    this.text = new EditableText(whole.text);
    this.#redacted = this.#describe(raw, findings, whole.findings);
  }

  /** The findings as placeholders of `text`. */
  get findings(): readonly RedactedFinding[] {
    let moved = 0;
    return this.#redacted.map(({ finding, fingerprint, lead, placeholderUnits, growth }) => {
      const start = finding.start + moved + lead;
      moved += growth;
      return { start, end: start + placeholderUnits, rule: finding.rule, level: finding.level, fingerprint };
    });
  }

  /**
   * Takes in an edit that the raw text went through, and the findings it left. Returns the edit that `text` is to go
   * through; the caller makes it, who may want to look at what it replaces.
   */
  edit(raw: TextSource, edit: TextEdit, findings: readonly Finding[]): TextEdit {
    const old = this.#redacted;
    const moveBy = edit.text.length - (edit.end - edit.start);
    const { first, oldEnd, start, end } = changedPart(old, findings, { ...edit, oldLength: raw.length - moveBy });
    const newEnd = findings.length - (old.length - oldEnd);
    const changed = findings.slice(first, newEnd);
    const from = { start: start + growthOf(old, first), end: end + growthOf(old, oldEnd) };
    const inside = changed.map((finding) => ({ ...finding, start: finding.start - start, end: finding.end - start }));
    const part = redact(raw.slice(start, end + moveBy), inside, this.#digest);
    const behind = findings.slice(newEnd).map((finding, at) => ({ ...(old[oldEnd + at] as Redacted), finding }));
    this.#redacted = [...old.slice(0, first), ...this.#describe(raw, changed, part.findings), ...behind];
    if (first === oldEnd && changed.length === 0) return { ...from, text: part.text };
    if (!this.#sharesDigits(old) && !this.#sharesDigits(this.#redacted)) return { ...from, text: part.text };
    const whole = redact(raw.slice(0, raw.length), findings, this.#digest);
    this.#redacted = this.#describe(raw, findings, whole.findings);
    return { start: 0, end: this.text.length, text: whole.text };
  }

  #describe(raw: TextSource, findings: readonly Finding[], redacted: readonly RedactedFinding[]): Redacted[] {
    return findings.map((finding, at) => {
      const fingerprint = redacted[at]?.fingerprint ?? '';
      const { before, placeholder, after } = replacementOf(raw, finding, fingerprint);
      return {
        finding,
        fingerprint,
        digest: this.#digest(raw.slice(finding.start, finding.end)),
        lead: before.length,
        placeholderUnits: placeholder.length,
        growth: before.length + placeholder.length + after.length - (finding.end - finding.start),
      };
    });
  }

  /** True when two secrets share the first digits of their fingerprints, which then depend on the whole text. */
  #sharesDigits(redacted: readonly Redacted[]): boolean {
    const digests = new Set(redacted.map(({ digest }) => digest));
    return new Set([...digests].map((digest) => digest.slice(0, FINGERPRINT_DIGITS))).size < digests.size;
  }
}

/** The findings from `first` to `oldEnd` may be others now; `[start, end)` of the text before holds them and the edit. */
function changedPart(
  old: readonly Redacted[],
  findings: readonly Finding[],
  edit: TextEdit & { readonly oldLength: number },
) {
  const moveBy = edit.text.length - (edit.end - edit.start);
  const spanAt = (index: number) => old[index]?.finding as Finding;
  const most = Math.min(old.length, findings.length);
  let first = 0;
  while (first < most && isSame(spanAt(first), findings[first], 0) && spanAt(first).end < edit.start) first++;
  let behind = 0;
  while (behind < most - first) {
    const last = spanAt(old.length - 1 - behind);
    if (last.start <= edit.end || !isSame(last, findings[findings.length - 1 - behind], moveBy)) break;
    behind++;
  }
  let { start, end } = edit;
  // One unit more at either side: a line break that a secret's border cuts is told from it.
  const cover = (span: Finding, by: number) => {
    start = Math.min(start, span.start - 1);
    end = Math.max(end, span.end + 1 - by);
  };
  for (const { finding } of old.slice(first, old.length - behind)) cover(finding, 0);
  for (const finding of findings.slice(first, findings.length - behind)) cover(finding, moveBy);
  while (first > 0 && spanAt(first - 1).end > start) cover(spanAt(--first), 0);
  while (behind > 0 && spanAt(old.length - behind).start < end) cover(spanAt(old.length - behind--), 0);
  return { first, oldEnd: old.length - behind, start: Math.max(0, start), end: Math.min(end, edit.oldLength) };
}

function isSame(a: Finding, b: Finding | undefined, moveBy: number): boolean {
  return b?.start === a.start + moveBy && b.end === a.end + moveBy && b.rule === a.rule && b.level === a.level;
}

function growthOf(redacted: readonly Redacted[], count: number): number {
  let growth = 0;
  for (let index = 0; index < count; index++) growth += (redacted[index] as Redacted).growth;
  return growth;
}
