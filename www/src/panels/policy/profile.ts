// Other rules altogether: a profile, under which everything is merged anew. What that gives is shown before it is taken.
import type { Context } from '../../context';
import type { MergeTrial } from '../../engine/types';
import { say, type Lang } from '../../i18n';
import { ask } from '../ask';
import { button, element, section } from '../dom';
import { compared } from '../score';

export function profileSection(lang: Lang, context: Context): HTMLElement {
  const { store, projects } = context;
  const select = element('select');
  select.id = 'profile';
  for (const { id, nameZh, nameEn } of store.state.project?.policies ?? []) {
    const option = element('option', '', lang === 'zh' ? nameZh : nameEn);
    option.value = id;
    option.selected = id === store.state.policy;
    select.append(option);
  }
  const found = element('div', 'profile-trial');
  found.setAttribute('aria-live', 'polite');
  const merge = async (): Promise<void> => {
    const { plan } = store.state;
    const isLost = plan?.undo !== undefined;
    if (isLost && !(await ask(context, 'profile.confirm', 'profile.merge'))) return;
    store.change({ policy: select.value });
    await projects.merge();
  };
  const look = async (): Promise<void> => {
    const trial = await projects.tryMerge(select.value);
    if (trial !== undefined) found.replaceChildren(...outcomes(lang, trial, merge));
  };
  select.addEventListener('change', () => found.replaceChildren());
  const see = button(say(lang, 'profile.try'), '', () => void look());
  see.id = 'profile-try';
  return section(
    say(lang, 'profile.title'),
    element('label', 'field', say(lang, 'merge.policy'), select),
    element('p', 'note', say(lang, 'profile.note')),
    see,
    found,
  );
}

function outcomes(lang: Lang, { now, then }: MergeTrial, merge: () => Promise<void>): HTMLElement[] {
  const take = button(say(lang, 'profile.merge'), 'primary', () => void merge());
  take.id = 'profile-merge';
  return [compared(lang, now, then), take];
}
