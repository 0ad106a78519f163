import { fork } from 'node:child_process';
import { join } from 'node:path';
import { BENCH_DIR } from './paths.ts';

export type RankerName = 'Winnow' | 'MiniSearch' | 'FlexSearch';

/** What a search process is asked: a naive pack for one query, or one pass of ranking alone over many. */
export type SearchRequest =
  | { readonly kind: 'pack'; readonly query: string; readonly budget: number }
  | { readonly kind: 'rank'; readonly ranker: RankerName; readonly queries: readonly string[] };

/** Milliseconds that it took, measured where it was done; or, once, that all is indexed. */
export type SearchReply = { readonly chunks: number } | { readonly ms: number } | { readonly failure: string };

/** The search libraries over Winnow's chunks in a process of their own, so that their heap slows nobody else down. */
export class SearchProcess {
  readonly #child = fork(join(BENCH_DIR, 'searchMain.ts'), [], {
    execArgv: ['--expose-gc', '--max-old-space-size=6000'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  chunks = 0;

  static async start(): Promise<SearchProcess> {
    const started = new SearchProcess();
    const reply = await started.#reply();
    if ('chunks' in reply) started.chunks = reply.chunks;
    return started;
  }

  async ask(request: SearchRequest): Promise<number> {
    this.#child.send(request);
    const reply = await this.#reply();
    return 'ms' in reply ? reply.ms : NaN;
  }

  stop(): void {
    this.#child.kill();
  }

  #reply(): Promise<SearchReply> {
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error('the search process ended early'));
      this.#child.once('exit', ended);
      this.#child.once('message', (reply: SearchReply) => {
        this.#child.off('exit', ended);
        if ('failure' in reply) reject(new Error(reply.failure));
        else resolve(reply);
      });
    });
  }
}
