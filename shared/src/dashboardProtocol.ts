/** A name and a value, both for people, in the editor's language. */
export type DashboardRow = readonly [name: string, value: string];

export interface DashboardSection {
  readonly title: string;
  readonly rows: readonly DashboardRow[];
  /** What stands there instead of rows, when there are none. */
  readonly none?: string;
  /** A button below the rows. */
  readonly action?: { readonly text: string; readonly message: DashboardMessage };
}

/** Series over one axis; a missing value is null. */
export interface DashboardPlot {
  /** Part of the name of the picture's file. */
  readonly id: 'latency' | 'histogram' | 'memory' | 'hits';
  readonly title: string;
  /** What it shows at the moment, in a sentence: what a screen reader says of it. */
  readonly summary: string;
  readonly kind: 'lines' | 'bars';
  /** Seconds since 1970, or numbers of bars. */
  readonly xs: readonly number[];
  /** Of bars: what stands below each. */
  readonly labels?: readonly string[];
  readonly unit: string;
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

/** What the dashboard shows; the view draws it and knows nothing else. */
export interface DashboardState {
  readonly title: string;
  /** What does not work at the moment, in words. */
  readonly problems: readonly string[];
  readonly sections: readonly DashboardSection[];
  readonly plots: readonly DashboardPlot[];
  readonly texts: {
    readonly exportCsv: string;
    readonly exportPng: string;
    readonly asTable: string;
    readonly time: string;
    readonly allWell: string;
    readonly nothingYet: string;
  };
}

/** From the view to the extension. */
export type DashboardMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'csv' }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'png'; readonly plot: DashboardPlot['id']; readonly dataUrl: string };
