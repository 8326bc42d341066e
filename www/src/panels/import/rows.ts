// A few values of every column: enough to see which is which.
import type { InspectedLayer } from '../../engine/types';
import { element } from '../dom';

const ROWS = 5;

export function rowsPreview({ columns }: InspectedLayer, title: string): HTMLElement {
  const heads = columns.map(({ name, kind }) => {
    const head = element('th', '', name, element('span', 'kind', kind));
    head.scope = 'col';
    return head;
  });
  const height = Math.min(ROWS, Math.max(0, ...columns.map(({ samples }) => samples.length)));
  const rows = Array.from({ length: height }, (_, row) =>
    element('tr', '', ...columns.map(({ samples }) => element('td', '', samples[row] ?? ''))),
  );
  const table = element('table', 'rows-preview', element('thead', '', element('tr', '', ...heads)), element('tbody', '', ...rows));
  table.setAttribute('aria-label', title);
  const scroll = element('div', 'scroll', table);
  scroll.tabIndex = 0;
  scroll.setAttribute('role', 'region');
  scroll.setAttribute('aria-label', title);
  return scroll;
}
