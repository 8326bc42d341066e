// What was done, newest first: who, when, why. A click goes back, or forth, to that state.
import type { Context } from '../context';
import type { History, HistoryEntry } from '../engine/types';
import { count, say, type Lang } from '../i18n';
import { Latest } from '../state/queue';
import { element, emptyState, section } from './dom';
import { frame } from './go';
import type { Panel } from './panel';
import { rowButton } from './rows';
import { moment } from './time';

const SHOWN = 300;

export const historyPanel: Panel = {
  id: 'history',
  title: 'panel.history',
  icon: ['M12 20.5a8.5 8.5 0 1 0-8.3-10.4', 'M3.5 5v5.2h5.2', 'M12 7.5V12l3.2 2'],
  mount: (root, context) => {
    const latest = new Latest();
    const signing = element('div');
    const list = element('div');
    root.append(signing, list);
    context.store.watchParts(['lang'], ({ lang }) => signing.replaceChildren(signature(lang, context)));
    context.store.watchParts(['lang', 'plan'], ({ lang, plan }) => {
      if (plan === undefined) {
        list.replaceChildren(emptyState(say(lang, 'history.empty')));
        return;
      }
      void latest
        .ask(() => context.editor.ask('history', { lang }))
        .then((history) => {
          if (history === undefined) return;
          const focused = (context.root.activeElement as HTMLElement | null)?.dataset['focus'];
          list.replaceChildren(...states(lang, history, context));
          if (focused !== undefined) list.querySelector<HTMLElement>(`[data-focus="${focused}"]`)?.focus();
        })
        .catch((thrown: unknown) => context.store.change({ message: { text: String(thrown), kind: 'refused' } }));
    });
  },
};

/** Who works and why: written to the log with every edit from now on. */
function signature(lang: Lang, { store }: Context): HTMLElement {
  const input = (part: 'who' | 'why'): HTMLElement => {
    const made = element('input');
    made.type = 'text';
    made.value = store.state.signature?.[part] ?? '';
    made.autocomplete = 'off';
    made.dataset['focus'] = `sign-${part}`;
    made.addEventListener('input', () => {
      const before = store.state.signature ?? { who: '', why: '' };
      store.change({ signature: { ...before, [part]: made.value.trim() } });
    });
    return element('label', 'field', say(lang, `history.${part}`), made);
  };
  return section(say(lang, 'history.sign'), input('who'), input('why'), element('p', 'note', say(lang, 'history.sign_note')));
}

function states(lang: Lang, { done, undone }: History, context: Context): HTMLElement[] {
  const list = element('ol', 'states');
  for (const [ahead, entry] of [...undone.entries()].reverse()) {
    list.append(line(lang, entry, 'undone', `redo-${ahead}`, () => void repeat(ahead + 1, 'redo', context), context));
  }
  for (const [at, entry] of [...done.entries()].reverse().slice(0, SHOWN)) {
    const back = done.length - 1 - at;
    const how = back === 0 ? 'now' : 'done';
    list.append(line(lang, entry, how, `undo-${back}`, () => void repeat(back, 'undo', context), context));
  }
  const start = rowButton('start', () => void repeat(done.length, 'undo', context));
  start.append(element('span', 'sentence', say(lang, 'history.start')));
  if (done.length === 0) start.setAttribute('aria-current', 'true');
  list.append(element('li', done.length === 0 ? 'now' : 'done', start));
  const title = `${say(lang, 'history.title')} · ${count(lang, done.length)}`;
  return [section(title, element('p', 'note', say(lang, 'history.note')), list)];
}

function line(
  lang: Lang,
  entry: HistoryEntry,
  how: 'done' | 'undone' | 'now',
  name: string,
  go: () => void,
  context: Context,
): HTMLElement {
  const { title, who, when, rule, why, zones } = entry;
  const made = rowButton(name, () => {
    go();
    frame(context, zones.filter((zone) => context.store.state.plan?.rows.has(zone)));
  });
  if (how === 'now') made.setAttribute('aria-current', 'true');
  made.append(element('span', 'sentence', title));
  const said = [moment(lang, when), who, why, rule].filter((part) => part !== '').join(' · ');
  if (said !== '') made.append(element('span', 'note', said));
  if (how === 'undone') made.append(element('span', 'unseen', say(lang, 'history.undone')));
  return element('li', how, made);
}

/** One step after the other, until one is refused. */
async function repeat(times: number, how: 'undo' | 'redo', { editor }: Context): Promise<void> {
  for (let step = 0; step < times; step += 1) {
    if ((await editor[how]()) === undefined) return;
  }
}
