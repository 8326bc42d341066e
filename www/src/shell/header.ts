// Title and project, undo and redo, help, language.
import type { Context } from '../context';
import { say, type Lang } from '../i18n';
import { button, element, iconButton } from '../panels/dom';
import type { State } from '../state/store';
import { HELP, REDO, UNDO } from './icons';

const NAMES: Record<Lang, string> = { zh: '中文', en: 'English' };

export function header(root: HTMLElement, context: Context, help: () => void): void {
  const { store, editor } = context;
  const pick = ({ lang, project, plan, isBusy }: State) => [lang, project, plan?.undo, plan?.redo, isBusy];
  store.watchFor(pick, ({ lang, project, plan, isBusy }) => {
    const focused = (context.root.activeElement as HTMLElement | null)?.dataset['act'];
    const act = (
      name: 'undo' | 'redo',
      paths: readonly string[],
      title: string | undefined,
      run: () => void,
    ): HTMLButtonElement => {
      const words = title === undefined ? say(lang, `head.${name}`) : say(lang, `head.${name}_of`, { title });
      const made = iconButton(paths, words, run);
      made.dataset['act'] = name;
      made.disabled = isBusy || title === undefined;
      made.setAttribute('aria-keyshortcuts', name === 'undo' ? 'Control+Z' : 'Control+Y');
      return made;
    };
    const project_ = element('p', 'project', project?.name ?? say(lang, 'page.subtitle'));
    const steps = element(
      'div',
      'steps',
      act('undo', UNDO, plan?.undo, () => void editor.undo()),
      act('redo', REDO, plan?.redo, () => void editor.redo()),
    );
    const asks = iconButton(HELP, say(lang, 'head.help'), help);
    asks.dataset['act'] = 'help';
    asks.setAttribute('aria-keyshortcuts', '?');
    root.replaceChildren(
      element('h1', '', say(lang, 'page.title')),
      project_,
      steps,
      element('div', 'ends', asks, languages(context, lang)),
    );
    if (focused !== undefined) root.querySelector<HTMLElement>(`[data-act="${focused}"]`)?.focus();
  });
}

function languages({ store }: Context, lang: Lang): HTMLElement {
  const group = element('div', 'languages');
  group.setAttribute('role', 'group');
  group.setAttribute('aria-label', say(lang, 'page.language'));
  for (const each of ['zh', 'en'] as const) {
    const choice = button(NAMES[each], 'quiet', () => store.change({ lang: each }));
    choice.lang = each === 'zh' ? 'zh-CN' : 'en';
    choice.dataset['act'] = `lang-${each}`;
    choice.setAttribute('aria-pressed', String(each === lang));
    group.append(choice);
  }
  return group;
}
