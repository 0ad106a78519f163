import type { Chunk } from './chunks/chunk.ts';
import { chunkText } from './chunks/chunker.ts';
import { fileRole, type FileRole } from './chunks/fileRole.ts';
import { languageOf } from './chunks/languages.ts';
import { buildAutomaton, type Automaton } from './scan/automaton.ts';
import { LiveDocument, type LiveOptions } from './liveDocument.ts';
import { HitBuffer } from './scan/hitBuffer.ts';
import { scan } from './scan/scanner.ts';
import { classify } from './secrets/classify.ts';
import { notAllowed, type AllowSecret } from './allowedSecrets.ts';
import { detectSecrets } from './secrets/detect.ts';
import type { Finding } from './secrets/finding.ts';
import { keywordsFor } from './secrets/keywords.ts';
import { redact, type KeyedDigest, type RedactedFinding, type RedactedText, type Redaction } from './secrets/redact.ts';
import type { Level, SecretRule } from './secrets/rule.ts';
import { ALL_RULES, SECRET_RULES } from './secrets/rules/index.ts';
import type { EditableText } from './text/editableText.ts';
import { LineIndex } from './text/lineIndex.ts';
import { compileRules, type CompiledRules } from './triggers/compileRules.ts';
import { evaluate, type ContentMatches } from './triggers/evaluate.ts';
import { redactRules } from './triggers/redactRules.ts';
import type { TriggerHit, TriggerResult, TriggerRules } from './triggers/rule.ts';

export interface SourceDocument {
  /** Workspace-relative, with `/`. */
  readonly path: string;
  readonly text: string;
  /** VS Code's language identifier, where an editor says it; told from path and text otherwise. */
  readonly language?: string;
  /** What running the rules' content patterns on the text gave; without it none of them fires. */
  readonly content?: ContentMatches;
}

/** All that is known of one document. Only `findings` and the trigger spans refer to the raw text; nothing here holds it. */
export interface DocumentAnalysis {
  readonly path: string;
  readonly language: string;
  readonly role: FileRole;
  readonly level: Level;
  /** Where secrets stand in the raw text. */
  readonly findings: readonly Finding[];
  /** The text without its secrets; as many lines as the raw text. */
  readonly text: RedactedText;
  /** The same findings, as placeholders in `text`. */
  readonly redactions: readonly RedactedFinding[];
  /** Chunks of `text`; their line numbers hold for the raw text too. */
  readonly chunks: readonly Chunk[];
}

export type DocumentTriggers = TriggerResult & { readonly hits: readonly TriggerHit[] };

interface RulesInForce {
  readonly own: TriggerRules;
  readonly compiled: CompiledRules;
  readonly automaton: Automaton;
}

/**
 * One document in, its analysis out: one scan finds the keywords of triggers and of secrets; secrets are confirmed on
 * the whole document and replaced **before** it is cut, so that no border can split one; then it is cut into chunks.
 */
export class Analyzer {
  readonly #digest: KeyedDigest;
  readonly #allow: AllowSecret | undefined;
  readonly #secretRules: readonly SecretRule[];
  readonly #hits = new HitBuffer();
  #given: { readonly rules: TriggerRules };
  #inForce: RulesInForce | undefined;

  /** `rules` are read on first use, which is never where a kept pack is the answer. */
  constructor(options: {
    readonly rules: TriggerRules;
    readonly digest: KeyedDigest;
    readonly allow?: AllowSecret | undefined;
    /** True where the data of people is looked for too. */
    readonly personalData?: boolean;
  }) {
    this.#secretRules = options.personalData ? ALL_RULES : SECRET_RULES;
    this.#digest = options.digest;
    this.#allow = options.allow;
    this.#given = options;
  }

  /** New trigger rules; what is known of secrets stays. */
  useRules(rules: TriggerRules): void {
    this.#given = { rules };
    this.#inForce = undefined;
  }

  /** The trigger rules that apply, without the secrets that they may hold: names, agents, keywords are told in replies. */
  get rules(): TriggerRules {
    return this.#force().own;
  }

  #force(): RulesInForce {
    if (this.#inForce) return this.#inForce;
    const given = this.#given.rules;
    // Secrets in the rules are found with the rules as they are.
    this.#inForce = this.#compiled(given);
    const own = redactRules(given, {
      holdsSecret: (text) => this.secrets(text).length > 0,
      redact: (text) => this.redact(text),
    });
    if (own !== given) this.#inForce = this.#compiled(own);
    return this.#inForce;
  }

  #compiled(own: TriggerRules): RulesInForce {
    const compiled = compileRules(own);
    return { own, compiled, automaton: buildFor(compiled, this.#secretRules) };
  }

  analyze(document: SourceDocument): DocumentAnalysis {
    return this.#analysisOf(document, this.secrets(document.text));
  }

  /** An open document, which is analysed around each edit from now on. */
  follow(text: EditableText, options: Pick<LiveOptions, 'path' | 'languageId' | 'countTokens'>): LiveDocument {
    return new LiveDocument(text, {
      ...options,
      rules: this.#force().compiled,
      automaton: this.#force().automaton,
      digest: this.#digest,
      allow: this.#allow,
      secretRules: this.#secretRules,
    });
  }

  /** Which trigger rules a text fires; `path` gives name and language for context rules, which a question has not. */
  triggers(text: string, path?: string, content?: ContentMatches): DocumentTriggers {
    this.#scan(text);
    const about = {
      ...(path === undefined ? {} : { extension: nameOf(path), language: languageOf(path, text) }),
      ...(content ? { content } : {}),
    };
    return evaluate(this.#force().compiled, { text, hits: this.#gather('triggers'), ...about });
  }

  secrets(text: string): readonly Finding[] {
    this.#scan(text);
    return notAllowed(detectSecrets(text, this.#gather('secrets'), { rules: this.#secretRules }), text, this.#allow);
  }

  #analysisOf({ path, text }: SourceDocument, findings: readonly Finding[]): DocumentAnalysis {
    const language = languageOf(path, text);
    const redaction = redact(text, findings, this.#digest);
    let chunks: readonly Chunk[] | undefined;
    // Files that are in the index are read for their text alone.
    return {
      path,
      language,
      get role() {
        return fileRole(path, redaction.text);
      },
      get level() {
        return classify({ path, findings, text: redaction.text });
      },
      findings,
      text: redaction.text,
      redactions: redaction.findings,
      get chunks() {
        return (chunks ??= chunkText(redaction.text, { language, findings: redaction.findings }));
      },
    };
  }

  /** A text without its secrets, and where they stood. */
  redaction(text: string): Redaction & { readonly secrets: readonly Finding[] } {
    const secrets = this.secrets(text);
    return { ...redact(text, secrets, this.#digest), secrets };
  }

  /** A short text (a question, a path, an agent's name) without its secrets. */
  redact(text: string): RedactedText {
    return this.redaction(text).text;
  }

  #scan(text: string): void {
    // Looks for secrets itself, the first time.
    const { automaton } = this.#force();
    this.#hits.clear();
    scan(automaton, text, this.#hits);
  }

  /** What the last scan found of one kind of keyword. */
  #gather(kind: 'triggers' | 'secrets'): readonly KeywordHit[] {
    const hits = this.#hits;
    const split = this.#force().compiled.keywords.length;
    const gathered: KeywordHit[] = [];
    for (let hit = 0; hit < hits.count; hit++) {
      const keyword = hits.keyword(hit);
      if (keyword < split !== (kind === 'triggers')) continue;
      gathered.push({
        keyword: keyword < split ? keyword : keyword - split,
        start: hits.start(hit),
        end: hits.end(hit),
      });
    }
    return gathered;
  }
}

/** Context rules are about extensions, and about whole names such as `Dockerfile`. */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** One automaton for both: trigger keywords first, so that a hit's number tells whose it is. */
function buildFor(rules: CompiledRules, secretRules: readonly SecretRule[]): Automaton {
  const keywords = keywordsFor(secretRules).map((text) => ({ text, wordBounded: false }));
  return buildAutomaton([...rules.keywords, ...keywords]);
}

interface KeywordHit {
  readonly keyword: number;
  readonly start: number;
  readonly end: number;
}

/** Line table of an analysis' text, made on first use: most indexed documents never need it. */
export function linesOf(analysis: DocumentAnalysis): LineIndex {
  let lines = LINES.get(analysis);
  if (!lines) {
    lines = new LineIndex(analysis.text);
    LINES.set(analysis, lines);
  }
  return lines;
}

const LINES = new WeakMap<DocumentAnalysis, LineIndex>();
