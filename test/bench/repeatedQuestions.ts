import { METHODS, type OptimizeParams, type OptimizeResult } from '../../shared/src/protocol.ts';
import type { LspClient } from '../helpers/lspClient.ts';

const OPENING = Buffer.from('{"jsonrpc":"2.0","id":');
const RESULT = Buffer.from(',"result":');
/** The first member of a reply that is not the pack's. */
const AFTER_PACK = Buffer.from(',"budget":');
/** Those of the client itself count from 1. */
const FIRST_ID = 1_000_000_000;

type Reply = Pick<OptimizeResult, 'tokens' | 'cacheLevel'>;

interface Pending {
  readonly query: string;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

interface KnownPack {
  readonly bytes: Buffer;
  readonly tokens: number;
}

/**
 * Asks questions again and again, so that the server's time is measured and not the client's, who has the same cores:
 * a question's first reply is parsed, and of every later one each byte of the pack is compared with it and the rest is
 * parsed. Questions that come in one turn are sent with one write.
 */
export class RepeatedQuestions {
  readonly #client: LspClient;
  readonly #budget: number;
  readonly #pending = new Map<number, Pending>();
  readonly #packs = new Map<string, KnownPack>();
  #frames: Buffer[] = [];
  #nextId = FIRST_ID;

  constructor(client: LspClient, budget: number) {
    this.#client = client;
    this.#budget = budget;
    client.takeBodies((body) => this.#take(body));
  }

  /** Rejects when the reply is an error, or has another pack than the first time. */
  ask(query: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#pending.set(id, { query, resolve, reject });
      const params: OptimizeParams = { query, budget: this.#budget };
      const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method: METHODS.optimize, params }));
      if (this.#frames.length === 0) process.nextTick(() => this.#send());
      this.#frames.push(Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body);
    });
  }

  #send(): void {
    this.#client.sendRaw(Buffer.concat(this.#frames));
    this.#frames = [];
  }

  /** False when it is no reply to a question of these. */
  #take(body: Buffer): boolean {
    if (body.compare(OPENING, 0, OPENING.length, 0, OPENING.length) !== 0) return false;
    const idEnd = body.indexOf(',', OPENING.length);
    const id = Number(body.toString('latin1', OPENING.length, idEnd));
    const pending = this.#pending.get(id);
    if (!pending) return false;
    this.#pending.delete(id);
    const start = idEnd + RESULT.length;
    if (body.compare(RESULT, 0, RESULT.length, idEnd, start) === 0) {
      this.#answer(pending, body.subarray(start, -1));
    } else pending.reject(new Error(`${pending.query}: ${body.toString()}`));
    return true;
  }

  #answer({ query, resolve, reject }: Pending, result: Buffer): void {
    const known = this.#packs.get(query);
    if (!known) {
      const reply = JSON.parse(result.toString()) as Reply;
      this.#packs.set(query, {
        bytes: Buffer.from(result.subarray(0, result.lastIndexOf(AFTER_PACK))),
        tokens: reply.tokens,
      });
      return resolve(reply);
    }
    const { bytes, tokens } = known;
    if (result.compare(bytes, 0, bytes.length, 0, bytes.length) !== 0)
      return reject(new Error(`${query}: another pack than the first time`));
    const { cacheLevel } = JSON.parse(`{${result.toString('utf8', bytes.length + 1)}`) as Reply;
    resolve({ tokens, cacheLevel });
  }
}
