import './dashboard.css';
import type { DashboardMessage, DashboardState } from '../../shared/src/dashboardProtocol.ts';
import { PlotFigure } from './plotFigure.ts';
import { button, element, table } from './elements.ts';

declare function acquireVsCodeApi(): { postMessage(message: DashboardMessage): void };

const host = acquireVsCodeApi();
const root = document.querySelector<HTMLElement>('#dashboard')!;
const figures = new Map<string, PlotFigure>();
let shown: { readonly status: HTMLElement; readonly sections: HTMLElement; readonly plots: HTMLElement } | undefined;
let newest: DashboardState | undefined;

window.addEventListener('message', ({ data }: MessageEvent<DashboardState>) => {
  newest = data;
  show(data);
});
// Colours are VS Code's: another theme is another set of classes on the body.
new MutationObserver(() => newest && drawPlots(newest, true)).observe(document.body, { attributeFilter: ['class'] });
window.addEventListener('resize', () => newest && drawPlots(newest, true));
host.postMessage({ kind: 'ready' });

function show(state: DashboardState): void {
  shown ??= begin(state);
  root.setAttribute('aria-busy', 'false');
  const status = state.problems.length === 0 ? state.texts.allWell : state.problems.join(' ');
  // Said aloud when it changes, and only then.
  if (shown.status.textContent !== status) shown.status.textContent = status;
  shown.status.classList.toggle('problem', state.problems.length > 0);
  showSections(shown.sections, state.sections);
  drawPlots(state, false);
}

/** Anew with each message; a button keeps the focus that it has. */
function showSections(parent: HTMLElement, sections: DashboardState['sections']): void {
  const focused = [...parent.querySelectorAll('button')].findIndex((one) => one === document.activeElement);
  parent.replaceChildren(
    ...sections.map(({ title, rows, none, action }) =>
      element('section', {}, [
        element('h2', {}, [title]),
        rows.length === 0 ? element('p', {}, [none ?? '']) : table({ rows, caption: title }),
        ...(action ? [button(action.text, () => host.postMessage(action.message))] : []),
      ]),
    ),
  );
  // What is looked at elsewhere keeps the keys.
  if (document.hasFocus()) parent.querySelectorAll('button')[focused]?.focus();
}

function begin({ title, texts }: DashboardState): NonNullable<typeof shown> {
  const status = element('p', { role: 'status', class: 'status' }, []);
  const sections = element('div', { class: 'sections' }, []);
  const plots = element('div', { class: 'plots' }, []);
  const csv = button(texts.exportCsv, () => host.postMessage({ kind: 'csv' }));
  root.replaceChildren(element('header', {}, [element('h1', {}, [title]), csv]), status, plots, sections);
  return { status, sections, plots };
}

function drawPlots({ plots, texts }: DashboardState, anew: boolean): void {
  for (const { id } of plots) {
    if (figures.has(id)) continue;
    const figure = new PlotFigure(texts, (dataUrl) => host.postMessage({ kind: 'png', plot: id, dataUrl }));
    figures.set(id, figure);
    shown?.plots.append(figure.root);
  }
  // How wide each is, is known only when all are there.
  for (const plot of plots) figures.get(plot.id)?.draw(plot, anew);
}
