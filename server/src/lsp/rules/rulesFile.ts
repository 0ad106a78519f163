import { pathToFileURL } from 'node:url';
import type { TriggerMatchesResult } from '../../../../shared/src/protocol.ts';
import type { RuleProblem } from '../../engine/triggers/rule.ts';
import { PatternChecks } from '../../pipeline/patternChecks.ts';
import type { TriggerMatchesQuery } from '../../pipeline/triggerMatches.ts';
import { readAgents, type KnownAgent } from '../../workspace/agents.ts';
import type { OpenDocuments } from '../../workspace/documents.ts';
import { readRules } from '../../workspace/rulesFile.ts';
import type { Session } from '../session.ts';
import { isRulesFile } from './rulesUri.ts';
import { RulesView } from './rulesView.ts';

/** The lenses of a file are resolved one by one, within moments: one answer serves all. */
const RECENT_MS = 500;
const RANGES_PER_FILE = 100;

/** Rules files as their author sees them: open in the editor before saved on disk. */
export class RulesFileService {
  readonly #documents: OpenDocuments;
  readonly #session: Session;
  readonly #patterns = new PatternChecks();
  #recent: { readonly rules: object; readonly all: Promise<TriggerMatchesResult> } | undefined;
  readonly #views = new Map<string, RulesView>();

  constructor(documents: OpenDocuments, session: Session) {
    this.#documents = documents;
    this.#session = session;
  }

  /** A rules file that is open in the editor. */
  open(uri: string): RulesView | undefined {
    const document = isRulesFile(uri) ? this.#documents.get(uri) : undefined;
    if (document) return this.#view(uri, document.text.toString());
    this.#views.delete(uri);
    return undefined;
  }

  /** The file whose rules apply in the workspace; `undefined` where the shipped ones do. */
  applied(): RulesView | undefined {
    const { roots, trusted } = this.#session.config;
    const { path, source } = readRules(roots, trusted);
    if (path === undefined) return undefined;
    const uri = pathToFileURL(path).href;
    // Clients spell one file's URI in several ways.
    const spelt = this.#documents.uris().find((one) => isRulesFile(one) && sameFile(one, uri));
    return (spelt === undefined ? undefined : this.open(spelt)) ?? this.#view(uri, source);
  }

  /** All that is wrong in a file, its content patterns tried where the workspace is trusted. */
  async problems(view: RulesView): Promise<readonly RuleProblem[]> {
    if (this.#session.config.trusted) view.checks = await this.#patterns.of(view.parsed.rules);
    return view.problems;
  }

  agents(): readonly KnownAgent[] {
    const { roots, trusted } = this.#session.config;
    return readAgents(roots, trusted);
  }

  matches(query: TriggerMatchesQuery, signal?: AbortSignal): Promise<TriggerMatchesResult> {
    return this.#session.triggerMatches(query, { signal });
  }

  /** The matches of all rules, as they were moments ago. */
  recentMatches(): Promise<TriggerMatchesResult> {
    const rules = this.#session.rules.parsed;
    if (this.#recent?.rules === rules) return this.#recent.all;
    const all = this.matches({ rangesPerFile: RANGES_PER_FILE });
    const recent = { rules, all };
    this.#recent = recent;
    const forget = () => {
      if (this.#recent === recent) this.#recent = undefined;
    };
    all.then(
      () => setTimeout(forget, RECENT_MS).unref(),
      () => forget(),
    );
    return all;
  }

  #view(uri: string, source: string): RulesView {
    const known = this.#views.get(uri);
    if (known?.source === source) return known;
    const view = new RulesView(uri, source);
    this.#views.set(uri, view);
    return view;
  }
}

function sameFile(one: string, other: string): boolean {
  try {
    return new URL(one).pathname === new URL(other).pathname || decodeURIComponent(one) === decodeURIComponent(other);
  } catch {
    return false;
  }
}
