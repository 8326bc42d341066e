// The line at the bottom: what is under way, what was done, what the tool in hand is for.
import type { Context } from '../context';
import { isKey, say, type Lang } from '../i18n';
import { button, element } from '../panels/dom';
import type { State } from '../state/store';
import { TOOLS } from '../tools';

export function status(root: HTMLElement, { store, map }: Context): void {
  const hint = element('p', 'hint');
  const message = element('p', 'message');
  message.setAttribute('role', 'status');
  message.setAttribute('aria-live', 'polite');
  const place = element('p', 'pointer');
  place.setAttribute('aria-hidden', 'true');
  root.append(hint, message, progress(store), place);
  map.library.on('mousemove', ({ lngLat }) => {
    place.textContent = `${lngLat.lng.toFixed(5)}, ${lngLat.lat.toFixed(5)}`;
  });
  store.watchFor(({ lang, mode }) => [lang, mode.tool], ({ lang, mode }) => {
    const tool = TOOLS.find(({ id }) => id === mode.tool);
    hint.textContent = tool === undefined ? '' : say(lang, tool.hint);
  });
  store.watchParts(['message'], (state) => {
    message.className = `message ${state.message?.kind ?? ''}`;
    message.textContent = state.message?.text ?? '';
  });
  store.watchParts(['isBusy'], ({ isBusy }) => root.classList.toggle('busy', isBusy));
}

/** What is under way, how far it is, and a button to cancel it where that is possible. */
function progress(store: Context['store']): HTMLElement {
  const step = element('span', 'step');
  const bar = element('progress');
  const cancel = button('', 'quiet', () => store.state.work?.cancel?.());
  const root = element('div', 'work', step, bar, cancel);
  store.watchParts(['work', 'lang'], ({ work, lang }: State) => {
    root.hidden = work === undefined;
    if (work === undefined) return;
    const { step: name, done, total } = work.progress;
    step.textContent = stepName(lang, name);
    bar.setAttribute('aria-label', say(lang, 'progress.title'));
    if (total > 0) {
      bar.max = total;
      bar.value = done;
    } else {
      bar.removeAttribute('value');
    }
    cancel.hidden = work.cancel === undefined;
    cancel.textContent = say(lang, 'progress.cancel');
  });
  return root;
}

function stepName(lang: Lang, step: string): string {
  const key = `step.${step}`;
  return isKey(key) ? say(lang, key) : step;
}
