import type { Client } from 'pg';
import { withPostgres } from './postgresClient.ts';

/** A line of an audit trail, as it stands in its file. */
export interface TrailCopy {
  readonly seq: number;
  /** SHA-256 of the line. */
  readonly digest: Buffer;
  readonly line: string;
}

export interface CopiedLines {
  /** Lines that were not there before. */
  readonly added: number;
  /** Numbers of lines that are there in another form. */
  readonly differing: readonly number[];
}

/** Where copies go. Its calls reject with what the client rejects with. */
export interface CopyTarget {
  /** At most some thousand lines; of a line that is there in another form both stay. */
  addTrail(trail: string, lines: readonly TrailCopy[]): Promise<CopiedLines>;
  /** In place of the copy before. @returns whether it was another one */
  putLearned(workspace: string, state: Uint8Array): Promise<boolean>;
}

const CONNECT_TIMEOUT_MS = 5000;
/** A file of a trail has some megabytes. */
const STATEMENT_TIMEOUT_MS = 30_000;
const LOCK_TIMEOUT_MS = 10_000;

const DIFFERING = `SELECT DISTINCT a.seq FROM winnow_audit a
  JOIN unnest($2::bigint[], $3::bytea[]) AS l (seq, digest) ON a.seq = l.seq AND a.digest <> l.digest
  WHERE a.trail = $1 ORDER BY a.seq`;
const ADD = `INSERT INTO winnow_audit (trail, seq, digest, line)
  SELECT $1, l.seq, l.digest, l.line FROM unnest($2::bigint[], $3::bytea[], $4::text[]) AS l (seq, digest, line)
  ON CONFLICT DO NOTHING`;
const PUT_LEARNED = `INSERT INTO winnow_learned AS w (workspace, state) VALUES ($1, $2)
  ON CONFLICT (workspace) DO UPDATE SET state = excluded.state, copied_at = now() WHERE w.state <> excluded.state`;

/** Does `work` with a target in the database at `url`. */
export function withCopyTarget<T>(url: string, work: (target: CopyTarget) => Promise<T>): Promise<T> {
  const timeouts = {
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    lockTimeoutMs: LOCK_TIMEOUT_MS,
  };
  return withPostgres(url, timeouts, (client) => work(copyTarget(client)));
}

function copyTarget(client: Client): CopyTarget {
  return {
    addTrail: async (trail, lines) => {
      const seqs = lines.map(({ seq }) => seq);
      const digests = lines.map(({ digest }) => digest);
      const { rows } = await client.query<{ seq: string }>(DIFFERING, [trail, seqs, digests]);
      const { rowCount } = await client.query(ADD, [trail, seqs, digests, lines.map(({ line }) => line)]);
      return { added: rowCount ?? 0, differing: rows.map(({ seq }) => Number(seq)) };
    },
    putLearned: async (workspace, state) => {
      const { rowCount } = await client.query(PUT_LEARNED, [workspace, state]);
      return (rowCount ?? 0) > 0;
    },
  };
}
