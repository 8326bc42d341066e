// What the colours on the map mean, and whose base map it is: at the lower right of the map.
import type { Context } from '../context';
import { say } from '../i18n';
import { legend } from '../map/colours';
import { ZONES } from '../map/layers';
import { element } from '../panels/dom';
import type { State } from '../state/store';
import { isShown } from '../state/view';

export function mapLegend(root: HTMLElement, { store }: Context): void {
  const pick = ({ lang, view, plan }: State) => [lang, view, plan === undefined];
  store.watchFor(pick, ({ lang, view, plan }) => {
    const hasZones = plan !== undefined && isShown(view, ZONES) && view.before !== 'base';
    const lines = (hasZones ? legend(view.colour) : []).map(({ colour, key }) => {
      const swatch = element('span', 'swatch filled');
      swatch.style.setProperty('--colour', colour);
      return element('li', '', swatch, say(lang, key));
    });
    root.replaceChildren();
    if (lines.length > 0) root.append(element('ul', 'legend', ...lines));
    const { baseMap } = view;
    if (baseMap !== undefined && baseMap.attribution !== '') {
      root.append(element('p', 'attribution', baseMap.attribution));
    }
  });
}
