// Other rules altogether: a profile, under which everything is merged anew.
import type { Context } from '../../context';
import { say, type Lang } from '../../i18n';
import { ask } from '../ask';
import { button, element, section } from '../dom';

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
  const merge = async (): Promise<void> => {
    const { plan } = store.state;
    const isLost = plan?.undo !== undefined;
    if (isLost && !(await ask(context, 'profile.confirm', 'profile.merge'))) return;
    store.change({ policy: select.value });
    await projects.merge();
  };
  return section(
    say(lang, 'profile.title'),
    element('label', 'field', say(lang, 'merge.policy'), select),
    element('p', 'note', say(lang, 'profile.note')),
    button(say(lang, 'profile.merge'), '', () => void merge()),
  );
}
