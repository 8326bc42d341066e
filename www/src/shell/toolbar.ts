// The tools at the left of the map: one in hand, the others a click or a key away.
import type { Context } from '../context';
import { say } from '../i18n';
import { button, element, icon } from '../panels/dom';
import type { State } from '../state/store';
import { TOOLS } from '../tools';
import type { ToolHost } from '../tools/host';

export function toolbar(root: HTMLElement, { store }: Context, host: ToolHost): void {
  root.setAttribute('role', 'toolbar');
  root.setAttribute('aria-orientation', 'vertical');
  const buttons = TOOLS.map((tool, position) => {
    const made = button('', 'tool', () => host.take(tool.id));
    made.append(icon(tool.icon), element('span', 'tool-name'));
    made.dataset['tool'] = tool.id;
    made.setAttribute('aria-keyshortcuts', tool.key.toUpperCase());
    if (position > 0 && TOOLS[position - 1]?.group !== tool.group) made.classList.add('first-of-group');
    return made;
  });
  root.append(...buttons);
  walkByArrows(root, buttons);
  const pick = ({ lang, mode, plan, isBusy }: State) => [lang, mode.tool, plan === undefined, isBusy];
  store.watchFor(pick, ({ lang, mode, plan, isBusy }) => {
    root.setAttribute('aria-label', say(lang, 'tools.title'));
    for (const [position, tool] of TOOLS.entries()) {
      const made = buttons[position];
      if (made === undefined) continue;
      const isInHand = mode.tool === tool.id;
      made.setAttribute('aria-pressed', String(isInHand));
      made.tabIndex = isInHand ? 0 : -1;
      made.disabled = isBusy || (tool.needsPlan && plan === undefined);
      made.title = `${say(lang, tool.title)} (${tool.key.toUpperCase()})\n${say(lang, tool.hint)}`;
      made.querySelector('.tool-name')?.replaceChildren(say(lang, tool.title));
    }
  });
}

/** One stop of the Tab key; arrows go from one to the next, as in every tool bar. */
export function walkByArrows(root: HTMLElement, buttons: readonly HTMLButtonElement[]): void {
  root.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const able = buttons.filter(({ disabled }) => !disabled);
    const at = able.findIndex((each) => each === event.target);
    able[(at + step + able.length) % able.length]?.focus();
    event.preventDefault();
    event.stopPropagation();
  });
}
