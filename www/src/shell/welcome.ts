// What the map says while nothing is open: the ways to open something.
import type { Context } from '../context';
import { say } from '../i18n';
import { button, element } from '../panels/dom';
import { DEMOS, demoButton, fileDrop } from '../panels/files/openers';

export function welcome(root: HTMLElement, context: Context): void {
  const { store, projects } = context;
  store.watchParts(['lang', 'project', 'isBusy'], ({ lang, project, isBusy }) => {
    root.hidden = project !== undefined || isBusy;
    if (root.hidden) {
      root.replaceChildren();
      return;
    }
    const demo = button(say(lang, 'open.demo'), 'primary', () => void projects.openDemo());
    demo.id = 'open-demo';
    root.replaceChildren(
      element(
        'section',
        'welcome-card',
        element('h2', '', say(lang, 'open.title')),
        element('p', '', say(lang, 'page.subtitle')),
        demo,
        element('div', 'acts', ...DEMOS.slice(1).map((size) => demoButton(lang, size, context))),
        fileDrop(lang, context, 'folder'),
        element('p', 'note', say(lang, 'open.private')),
      ),
    );
  });
}
