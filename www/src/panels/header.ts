// Title, what the page is for, language switch.
import { say, type Lang } from '../i18n';
import type { Store } from '../state/store';
import { button, element } from './dom';

const NAMES: Record<Lang, string> = { zh: '中文', en: 'English' };

export function header(root: HTMLElement, store: Store): void {
  store.watch(({ lang }, before) => {
    if (root.childElementCount > 0 && lang === before.lang) return;
    const hadFocus = root.contains(document.activeElement);
    const languages = element('div', 'languages');
    languages.setAttribute('role', 'group');
    languages.setAttribute('aria-label', say(lang, 'page.language'));
    for (const each of ['zh', 'en'] as const) {
      const choice = button(NAMES[each], 'quiet', () => store.change({ lang: each }));
      choice.lang = each === 'zh' ? 'zh-CN' : 'en';
      choice.setAttribute('aria-pressed', String(each === lang));
      languages.append(choice);
    }
    root.replaceChildren(
      element('h1', '', say(lang, 'page.title')),
      element('p', '', say(lang, 'page.subtitle')),
      languages,
    );
    if (hadFocus) languages.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
  });
}
