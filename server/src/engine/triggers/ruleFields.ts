import { parseCompoundPattern, type CompoundPattern } from './compoundPattern.ts';
import {
  RULE_COLORS,
  type KeywordField,
  type PlacedName,
  type PlacedText,
  type RuleLook,
  type RulePlace,
  type RuleSamples,
} from './rule.ts';
import type { Entry, RuleReader } from './ruleReader.ts';

const MAX_DESCRIPTION_LENGTH = 500;
const MAX_SAMPLE_LENGTH = 2000;

/** The fields of one rule; it remembers where each keyword and agent that was read stands. */
export class RuleFields {
  readonly name: string;
  readonly #reader: RuleReader;
  readonly #section: RulePlace['section'];
  readonly #entry: Omit<Entry, 'value'>;
  readonly #fields: ReadonlyMap<string, Entry>;
  readonly #keywords: RulePlace['keywords'][number][] = [];
  readonly #agents: PlacedName[] = [];
  readonly #triggers: PlacedName[] = [];

  constructor(
    reader: RuleReader,
    section: RulePlace['section'],
    entry: Omit<Entry, 'value'>,
    fields: ReadonlyMap<string, Entry>,
  ) {
    this.#reader = reader;
    this.#section = section;
    this.name = entry.key;
    this.#entry = entry;
    this.#fields = fields;
  }

  get(key: string): Entry | undefined {
    return this.#fields.get(key);
  }

  get keySpan(): Entry['keySpan'] {
    return this.#entry.keySpan;
  }

  /** What has been read so far, at its places. */
  get place(): RulePlace {
    const { key: name, keySpan: nameSpan, span } = this.#entry;
    const read = { keywords: this.#keywords, agents: this.#agents, triggers: this.#triggers };
    return { section: this.#section, name, nameSpan, span, ...read };
  }

  /** The keywords under a key, each once. */
  keywords(key: KeywordField, maxLength?: number): readonly string[] {
    return this.#keep(key, this.#reader.texts(this.get(key)?.value, `${this.name}.${key}`, maxLength));
  }

  /** The agents under a key, each once. */
  agents(key: string): readonly string[] {
    return this.#names(key, this.#agents);
  }

  /** The rules that a negative rule names, each once. */
  triggers(): readonly string[] {
    return this.#names('triggers', this.#triggers);
  }

  /** What a compound rule asks for: a text is a pattern; of a list every item must be met, an inner list by one of its texts. */
  conjunction(key: 'pattern' | 'all'): CompoundPattern {
    const value = this.get(key)?.value;
    if (!value) return { all: [], none: [] };
    if (!this.#reader.isList(value)) {
      const [text] = this.#reader.texts(value, `${this.name}.${key}`);
      const pattern = parseCompoundPattern(text?.text ?? '');
      if (text) this.#keep(key, this.#reader.parts(text, pattern.texts));
      return pattern;
    }
    const groups = this.#reader
      .items(value, this.name)
      .map((item) => this.#keep(key, this.#reader.texts(item, `${this.name}.${key}`)));
    return { all: groups.filter((group) => group.length > 0), none: [] };
  }

  samples(): RuleSamples {
    const examples = this.keywords('examples', MAX_SAMPLE_LENGTH);
    const nearMisses = this.keywords('near_misses', MAX_SAMPLE_LENGTH);
    return {
      ...(examples.length > 0 ? { examples } : {}),
      ...(nearMisses.length > 0 ? { nearMisses } : {}),
    };
  }

  description(): Pick<RuleLook, 'description'> {
    const description = this.#reader.text(this.get('description')?.value)?.slice(0, MAX_DESCRIPTION_LENGTH);
    return description ? { description } : {};
  }

  look(): RuleLook {
    const entry = this.get('color');
    const color = entry && this.#reader.text(entry.value)?.toLowerCase();
    const known = RULE_COLORS.find((one) => one === color);
    if (entry && !known) this.#reader.warn(entry.keySpan, 'value', `Colours are ${RULE_COLORS.join(', ')}`);
    return { ...this.description(), ...(known ? { color: known } : {}) };
  }

  #names(key: string, into: PlacedName[]): readonly string[] {
    const names = this.#reader.names(this.get(key)?.value, `${this.name}.${key}`);
    for (const { text, span } of names) into.push({ name: text, span });
    return [...new Set(names.map(({ text }) => text))];
  }

  #keep(field: KeywordField, texts: readonly PlacedText[]): readonly string[] {
    for (const { text, span } of texts) this.#keywords.push({ text, span, field });
    return [...new Set(texts.map(({ text }) => text))];
  }
}
