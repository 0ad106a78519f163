import type { DashboardRow } from '../../shared/src/dashboardProtocol.ts';

/** An element with attributes and children; strings become text, never markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>>,
  children: readonly (Node | string)[],
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

export function button(text: string, onClick: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button' }, [text]);
  made.addEventListener('click', onClick);
  return made;
}

/** A table whose rows begin with their names; `head` names its columns. */
export function table(options: {
  readonly rows: readonly (DashboardRow | readonly string[])[];
  readonly caption: string;
  readonly head?: readonly string[];
}): HTMLTableElement {
  const { rows, caption, head } = options;
  const lines = rows.map(([name = '', ...values]) =>
    element('tr', {}, [element('th', { scope: 'row' }, [name]), ...values.map((value) => element('td', {}, [value]))]),
  );
  const columns = head?.map((name) => element('th', { scope: 'col' }, [name]));
  return element('table', {}, [
    element('caption', {}, [caption]),
    ...(columns ? [element('thead', {}, [element('tr', {}, columns)])] : []),
    element('tbody', {}, lines),
  ]);
}
