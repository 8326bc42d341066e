// Work that a crash or a reload took away: a bar above the map that offers it, and never stands in the way.
import type { Context } from '../../context';
import { say, sayCount } from '../../i18n';
import { button, element } from '../dom';
import { moment } from '../time';

export function lostWork(root: HTMLElement, { store, files }: Context): void {
  store.watchParts(['lang', 'lost', 'isBusy'], ({ lang, lost, isBusy }) => {
    root.hidden = lost === undefined || isBusy;
    if (lost === undefined || root.hidden) {
      root.replaceChildren();
      return;
    }
    const away = (): void => store.change({ lost: undefined });
    const title = say(lang, 'lost.title', { time: moment(lang, lost.when) });
    const go = button(say(lang, 'kept.restore'), 'primary', () => void files.restore(lost));
    go.id = 'restore-lost';
    root.setAttribute('role', 'region');
    root.setAttribute('aria-label', title);
    root.replaceChildren(
      element('p', 'lost-title', title),
      element('p', 'note', `${lost.name} · ${sayCount(lang, 'kept.edits', lost.edits)}`),
      element(
        'div',
        'acts',
        go,
        button(say(lang, 'lost.later'), '', away),
        button(say(lang, 'kept.forget'), 'quiet', () => {
          away();
          void files.forget(lost);
        }),
      ),
    );
  });
}

/** Another tab has the project, or nothing can be put away: told where it is seen. */
export function keepingNotice(root: HTMLElement, { store }: Context): void {
  store.watchParts(['lang', 'keeping'], ({ lang, keeping }) => {
    const isBad = keeping?.kind === 'elsewhere' || keeping?.kind === 'failed';
    root.hidden = !isBad;
    root.setAttribute('role', 'alert');
    if (!isBad) root.replaceChildren();
    else if (keeping.kind === 'elsewhere') root.replaceChildren(element('p', '', say(lang, 'keeping.elsewhere')));
    else root.replaceChildren(element('p', '', say(lang, 'keeping.failed', { cause: keeping.cause })));
  });
}
