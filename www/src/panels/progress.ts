// What is under way, or why it stopped.
import type { EngineProblem } from '../engine/types';
import { isKey, say, type Lang } from '../i18n';
import type { Store } from '../state/store';
import { button, element } from './dom';

export function progressPanel(root: HTMLElement, store: Store): void {
  root.setAttribute('role', 'status');
  store.watch(({ lang, phase }) => {
    switch (phase.kind) {
      case 'idle':
        root.replaceChildren();
        return;
      case 'working': {
        const { step, done, total } = phase.progress;
        const bar = element('progress');
        bar.setAttribute('aria-label', say(lang, 'progress.title'));
        if (total > 0) {
          bar.max = total;
          bar.value = done;
        }
        root.replaceChildren(element('section', 'panel', element('p', '', stepName(lang, step)), bar));
        return;
      }
      case 'failed':
        root.replaceChildren(problemCard(lang, phase.problem, store));
    }
  });
}

function stepName(lang: Lang, step: string): string {
  const key = `step.${step}`;
  return isKey(key) ? say(lang, key) : step;
}

function problemCard(lang: Lang, problem: EngineProblem, store: Store): HTMLElement {
  const { code, message, place } = problem;
  const sentence = isKey(code) ? say(lang, code) : message;
  const card = element(
    'section',
    'panel problem',
    element('h2', '', say(lang, 'problem.title')),
    element('p', '', sentence),
  );
  card.setAttribute('role', 'alert');
  if (code === 'page.engine_crashed') card.append(element('p', 'note', message));
  if (place !== undefined) {
    const [lon, lat] = place.map((degrees) => degrees.toFixed(7));
    card.append(element('p', 'note', say(lang, 'problem.place', { lon: lon ?? '', lat: lat ?? '' })));
  }
  card.append(element('code', '', code));
  card.append(
    button(say(lang, 'problem.dismiss'), 'quiet', () => store.change({ phase: { kind: 'idle' } })),
  );
  return card;
}
