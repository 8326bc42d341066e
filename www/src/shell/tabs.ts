// The panels at the right of the map, one in sight at a time.
import type { Context } from '../context';
import { say } from '../i18n';
import { PANELS } from '../panels';
import { button, element, icon } from '../panels/dom';
import { walkByArrows } from './toolbar';

export function tabs(root: HTMLElement, panels: HTMLElement, context: Context): void {
  const { store } = context;
  root.setAttribute('role', 'tablist');
  root.setAttribute('aria-orientation', 'vertical');
  const mounted = new Set<string>();
  const parts = PANELS.map((panel) => {
    const tab = button('', 'tab', () => store.change({ panel: panel.id }));
    const badge = element('span', 'badge');
    tab.append(icon(panel.icon), element('span', 'tab-name'), badge);
    tab.id = `tab-${panel.id}`;
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', `panel-${panel.id}`);
    const body = element('div', 'panel-body');
    body.id = `panel-${panel.id}`;
    body.setAttribute('role', 'tabpanel');
    body.setAttribute('aria-labelledby', tab.id);
    body.tabIndex = 0;
    body.hidden = true;
    return { panel, tab, badge, body };
  });
  root.append(...parts.map(({ tab }) => tab));
  panels.append(...parts.map(({ body }) => body));
  walkByArrows(root, parts.map(({ tab }) => tab));
  store.watch(({ lang, panel: shown }) => {
    root.setAttribute('aria-label', say(lang, 'panels.title'));
    for (const { panel, tab, badge, body } of parts) {
      const isShown = panel.id === shown;
      tab.setAttribute('aria-selected', String(isShown));
      tab.tabIndex = isShown ? 0 : -1;
      body.hidden = !isShown;
      const name = say(lang, panel.title);
      const nameOf = tab.querySelector('.tab-name');
      if (nameOf !== null && nameOf.textContent !== name) nameOf.textContent = name;
      const number = panel.badge?.(context);
      badge.hidden = number === undefined || number === 0;
      badge.textContent = badge.hidden ? '' : String(number);
      if (isShown && !mounted.has(panel.id)) {
        mounted.add(panel.id);
        panel.mount(body, context);
      }
    }
  });
}
