import uPlot from 'uplot';
import type { DashboardPlot, DashboardState } from '../../shared/src/dashboardProtocol.ts';
import { button, element, table } from './elements.ts';

const HEIGHT = 180;
const COLORS = ['--vscode-charts-blue', '--vscode-charts-green', '--vscode-charts-red'];
/** Of what is counted. */
const WHOLE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000, 1_000_000];
/** Fewer values than these would hardly be seen as a line. */
const FEW_VALUES = 60;
/** The newest values that the table beside a plot over time shows. */
const MOST_TABLE_ROWS = 20;

/** A plot, what it says in words, and the same as a table. */
export class PlotFigure {
  readonly root: HTMLElement;
  readonly #texts: DashboardState['texts'];
  readonly #title = element('h2', {}, []);
  readonly #summary = element('p', { class: 'summary' }, []);
  readonly #canvas = element('div', { role: 'img' }, []);
  readonly #table = element('div', { class: 'values' }, []);
  readonly #details: HTMLDetailsElement;
  #plot: uPlot | undefined;
  #shown: DashboardPlot | undefined;

  constructor(texts: DashboardState['texts'], onPng: (dataUrl: string) => void) {
    this.#texts = texts;
    this.#details = element('details', {}, [element('summary', {}, [texts.asTable]), this.#table]);
    this.#details.addEventListener('toggle', () => this.#writeTable());
    const save = button(texts.exportPng, () => {
      const { canvas } = this.#plot?.ctx ?? {};
      if (canvas) onPng(onBackground(canvas));
    });
    this.root = element('figure', {}, [this.#title, this.#summary, this.#canvas, save, this.#details]);
  }

  /** Draws the values; `anew` after the theme or the size has changed. */
  draw(plot: DashboardPlot, anew: boolean): void {
    this.#shown = plot;
    this.#title.textContent = plot.title;
    this.#summary.textContent = plot.summary;
    this.#canvas.setAttribute('aria-label', `${plot.title}: ${plot.summary}`);
    const data: uPlot.AlignedData = [plot.xs.slice(), ...plot.series.map(({ values }) => values.slice())];
    if (anew) {
      this.#plot?.destroy();
      this.#plot = undefined;
    }
    if (this.#plot) this.#plot.setData(data);
    else this.#plot = new uPlot(this.#options(plot), data, this.#canvas);
    this.#writeTable();
  }

  #options({ kind, unit, xs, series, labels }: DashboardPlot): uPlot.Options {
    const [text, grid] = [color('--vscode-foreground'), color('--vscode-widget-border', '--vscode-foreground')];
    const axis = { stroke: text, grid: { stroke: grid, width: 0.5 }, ticks: { stroke: grid, width: 0.5 } };
    const bars = uPlot.paths.bars?.({ size: [0.8, 60] });
    return {
      width: Math.max(240, this.#canvas.clientWidth),
      height: HEIGHT,
      cursor: { drag: { x: false, y: false } },
      legend: { show: kind === 'lines', live: false },
      scales: {
        x: kind === 'lines' ? { time: true } : { time: false, range: [-0.5, xs.length - 0.5] },
        y: { range: (_self, _least, most) => [0, unit === '%' ? 100 : Math.max(1, most * 1.1)] },
      },
      axes: [
        kind === 'lines'
          ? { ...axis, space: 90, values: (_self, splits) => splits.map(timeText) }
          : { ...axis, values: (_self, splits) => splits.map((at) => labels?.[at] ?? '') },
        {
          ...axis,
          size: 64,
          ...(kind === 'bars' ? { incrs: WHOLE_STEPS } : {}),
          values: (_self, splits) => splits.map((at) => `${at.toLocaleString(document.documentElement.lang)} ${unit}`),
        },
      ],
      series: [
        {},
        ...series.map(({ name }, at) => {
          const stroke = color(COLORS[at % COLORS.length] ?? '', '--vscode-foreground');
          const look = { label: name, stroke, width: 2, points: { show: xs.length < FEW_VALUES } };
          return kind === 'bars' && bars
            ? { ...look, fill: stroke, points: { show: false }, paths: bars }
            : { ...look, spanGaps: true };
        }),
      ],
    };
  }

  /** Only while it is open: nobody reads a closed one. */
  #writeTable(): void {
    const plot = this.#shown;
    if (!plot || !this.#details.open) return;
    const first = plot.kind === 'bars' ? 0 : Math.max(0, plot.xs.length - MOST_TABLE_ROWS);
    const rows = plot.xs
      .slice(first)
      .map((x, at) => [
        plot.labels?.[x] ?? timeText(x),
        ...plot.series.map(({ values }) => values[first + at]?.toLocaleString(document.documentElement.lang) ?? '–'),
      ]);
    const head = [plot.labels ? 'ms' : this.#texts.time, ...plot.series.map(({ name }) => name)];
    this.#table.replaceChildren(table({ rows, caption: plot.title, head }));
  }
}

/** Seconds since 1970 as a time of day. */
function timeText(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString(document.documentElement.lang);
}

/** The first of some colours that the theme has. */
function color(...names: readonly string[]): string {
  const style = getComputedStyle(document.body);
  for (const name of names) {
    const value = style.getPropertyValue(name).trim();
    if (value !== '') return value;
  }
  return style.color;
}

/** The picture of a plot, which has no background of its own. */
function onBackground(canvas: HTMLCanvasElement): string {
  const copy = element('canvas', {}, []);
  copy.width = canvas.width;
  copy.height = canvas.height;
  const context = copy.getContext('2d');
  if (!context) return canvas.toDataURL('image/png');
  context.fillStyle = color('--vscode-editor-background');
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  return copy.toDataURL('image/png');
}
