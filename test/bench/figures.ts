/** One measured figure; what `--json` prints. */
export interface Figure {
  readonly row: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  readonly peer: string | null;
  readonly peerValue: number | null;
  /** Above 1: better than the peer, whichever way the unit goes. */
  readonly ratio: number | null;
  /** What is to be reached, in words; null for a figure that only informs. */
  readonly reach: string | null;
  /** Null where there is nothing to reach. */
  readonly met: boolean | null;
}

/** A figure with what only people read. */
export interface DetailedFigure extends Figure {
  /** Half the range of the runs over their median, in percent. */
  readonly spread: number | null;
  readonly peerSpread: number | null;
}

export interface RowReport {
  readonly figures: readonly DetailedFigure[];
  /** How it was measured, what was checked, what else is worth knowing; one sentence each. */
  readonly notes: readonly string[];
}

export interface RowOptions {
  /** More queries and larger samples than the quick set. */
  readonly full: boolean;
  readonly log: (line: string) => void;
}

/** A row of the benchmark: measures the product beside its peers. Throws when a result is wrong. */
export type Row = (options: RowOptions) => Promise<RowReport>;

/** Several runs of one measurement. */
export interface Runs {
  readonly median: number;
  readonly spread: number;
  readonly values: readonly number[];
}

interface FigureInput {
  readonly row: string;
  readonly metric: string;
  readonly unit: string;
  readonly value: number | Runs;
  readonly peer?: string;
  readonly peerValue?: number | Runs;
  /** Whether more is better (a speed) or less (a time, a size). */
  readonly better: 'more' | 'less';
  readonly reach?: string;
  /** Whether the reach is met, told from our value and the ratio (NaN without a peer). */
  readonly meets?: (value: number, ratio: number) => boolean;
}

export function figure(input: FigureInput): DetailedFigure {
  const value = middle(input.value);
  const peerValue = input.peerValue === undefined ? null : middle(input.peerValue);
  const ratio = peerValue === null ? NaN : input.better === 'more' ? value / peerValue : peerValue / value;
  return {
    row: input.row,
    metric: input.metric,
    value: round(value),
    unit: input.unit,
    peer: input.peer ?? null,
    peerValue: peerValue === null ? null : round(peerValue),
    ratio: Number.isFinite(ratio) ? round(ratio) : null,
    reach: input.reach ?? null,
    met: input.meets ? input.meets(value, ratio) : null,
    spread: typeof input.value === 'number' ? null : input.value.spread,
    peerSpread: typeof input.peerValue === 'object' ? input.peerValue.spread : null,
  };
}

/** The nine fields that machines read. */
export function plain(figures: readonly Figure[]): Figure[] {
  return figures.map(({ row, metric, value, unit, peer, peerValue, ratio, reach, met }) => ({
    row,
    metric,
    value,
    unit,
    peer,
    peerValue,
    ratio,
    reach,
    met,
  }));
}

function middle(value: number | Runs): number {
  return typeof value === 'number' ? value : value.median;
}

/** Four significant digits. */
function round(value: number): number {
  return Number(value.toPrecision(4));
}
