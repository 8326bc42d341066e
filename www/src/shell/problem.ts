// Why something could not be done, above the map until it is dismissed.
import type { Context } from '../context';
import type { EngineProblem } from '../engine/types';
import { say, type Lang } from '../i18n';
import { wordsOf } from '../i18n/problem';
import { button, element } from '../panels/dom';

export function problems(root: HTMLElement, { store }: Context): void {
  store.watchParts(['problem', 'lang'], ({ problem, lang }) => {
    root.hidden = problem === undefined;
    if (problem === undefined) root.replaceChildren();
    else root.replaceChildren(card(lang, problem, () => store.change({ problem: undefined })));
  });
}

function card(lang: Lang, problem: EngineProblem, dismiss: () => void): HTMLElement {
  const { code, message, place } = problem;
  const { sentence, detail } = wordsOf(lang, problem);
  const made = element(
    'section',
    'problem',
    element('h2', '', say(lang, 'problem.title')),
    element('p', '', sentence),
  );
  made.setAttribute('role', 'alert');
  const said = code === 'page.engine_crashed' ? message : detail;
  if (said !== undefined) made.append(element('p', 'note', said));
  if (place !== undefined) {
    const [lon = '', lat = ''] = place.map((degrees) => degrees.toFixed(7));
    made.append(element('p', 'note', say(lang, 'problem.place', { lon, lat })));
  }
  made.append(element('code', '', code), button(say(lang, 'problem.dismiss'), 'quiet', dismiss));
  return made;
}
