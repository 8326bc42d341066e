// The line at the bottom: what is under way, what was done, what the tool in hand is for.
import type { Context } from '../context';
import { isKey, say, type Lang } from '../i18n';
import { button, element } from '../panels/dom';
import { TOOLS } from '../tools';

export function status(root: HTMLElement, { store, map }: Context): void {
  const hint = element('p', 'hint');
  const message = element('p', 'message');
  message.setAttribute('role', 'status');
  message.setAttribute('aria-live', 'polite');
  const work = element('div', 'work');
  const place = element('p', 'pointer');
  place.setAttribute('aria-hidden', 'true');
  root.append(hint, message, work, place);
  map.library.on('mousemove', ({ lngLat }) => {
    place.textContent = `${lngLat.lng.toFixed(5)}, ${lngLat.lat.toFixed(5)}`;
  });
  store.watchParts(['lang', 'mode'], ({ lang, mode }) => {
    const tool = TOOLS.find(({ id }) => id === mode.tool);
    hint.textContent = tool === undefined ? '' : say(lang, tool.hint);
  });
  store.watchParts(['message'], (state) => {
    message.className = `message ${state.message?.kind ?? ''}`;
    message.textContent = state.message?.text ?? '';
  });
  store.watchParts(['work', 'lang'], (state) => {
    root.classList.toggle('busy', state.work !== undefined);
    if (state.work === undefined) {
      work.replaceChildren();
      return;
    }
    const { step, done, total } = state.work.progress;
    const bar = element('progress');
    bar.setAttribute('aria-label', say(state.lang, 'progress.title'));
    if (total > 0) {
      bar.max = total;
      bar.value = done;
    }
    work.replaceChildren(element('span', 'step', stepName(state.lang, step)), bar);
    const { cancel } = state.work;
    if (cancel !== undefined) work.append(button(say(state.lang, 'progress.cancel'), 'quiet', cancel));
  });
}

function stepName(lang: Lang, step: string): string {
  const key = `step.${step}`;
  return isKey(key) ? say(lang, key) : step;
}
