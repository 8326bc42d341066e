// Leaving a broken rule as it is: who accepts it, and why, is written to the log and to the results.
import type { Context } from '../context';
import type { Accepted, Broken, Violation } from '../engine/types';
import { count, say, type Lang } from '../i18n';
import { dialog } from './ask';
import { button, element } from './dom';
import { moment } from './time';

/** Rules that nobody has accepted yet. */
export function open(violations: readonly Violation[]): Violation[] {
  return violations.filter(({ accepted }) => accepted === undefined);
}

/** What an edit calls a broken rule. */
function nameOf({ rule, communityKey: community, zone, place, measured }: Violation): Broken {
  return { rule, community, place, measured, ...(zone !== undefined && { zone }) };
}

/** Asks who accepts rules and why, and accepts them. */
export function acceptDialog(context: Context, violations: readonly Violation[]): void {
  const { store, editor, say: words } = context;
  const { lang, signature } = store.state;
  const field = (id: string, value: string): HTMLInputElement => {
    const made = element('input');
    made.type = 'text';
    made.id = id;
    made.value = value;
    made.autocomplete = 'off';
    return made;
  };
  const why = field('accept-why', '');
  const who = field('accept-who', signature?.who ?? '');
  const fault = element('p', 'fault');
  fault.setAttribute('role', 'alert');
  const shown = violations.slice(0, 6).map(({ code, community, sentence }) => element('li', '', `${code ?? community} ${sentence}`));
  const left = violations.length - shown.length;
  if (left > 0) shown.push(element('li', 'note', words('problems.more', { count: count(lang, left) })));
  const form = element(
    'form',
    'stack',
    element('ul', 'accept-list', ...shown),
    element('p', 'note', words('accept.note')),
    element('label', 'field', words('accept.why'), why),
    element('label', 'field', words('accept.who'), who),
    fault,
  );
  const made = dialog(context, 'accepting', words('accept.title', { count: count(lang, violations.length) }), form);
  const accept = async (): Promise<void> => {
    const said = { who: who.value.trim(), why: why.value.trim() };
    if (said.why === '') {
      fault.textContent = words('accept.needs_why');
      why.setAttribute('aria-invalid', 'true');
      why.focus();
      return;
    }
    made.close();
    if (said.who !== '') store.change({ signature: { who: said.who, why: store.state.signature?.why ?? '' } });
    await editor.apply({ kind: 'accept', broken: violations.map(nameOf) }, said);
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void accept();
  });
  const go = button(words('accept.commit'), 'primary', () => undefined);
  // Enter in a field does it too.
  go.type = 'submit';
  go.id = 'accept-commit';
  form.append(element('div', 'dialog-acts', go, button(words('ask.no'), '', () => made.close())));
  why.focus();
}

/** What can be done about a broken rule beside mending it. */
export function acceptActs(lang: Lang, each: Violation, at: number, context: Context): HTMLElement {
  const { accepted } = each;
  if (accepted === undefined) {
    const act = button(say(lang, 'accept.open'), 'link', () => acceptDialog(context, [each]));
    act.dataset['focus'] = `accept-${at}`;
    return element('div', 'acts', act);
  }
  const again = button(say(lang, 'accept.reopen'), 'link', () => {
    void context.editor.apply({ kind: 'reopen', broken: [nameOf(each)] });
  });
  again.dataset['focus'] = `accept-${at}`;
  return element('div', 'acts accepted-by', element('span', 'note', acceptedWords(lang, accepted)), again);
}

export function acceptedWords(lang: Lang, { who, when, why }: Accepted): string {
  const by = [who, moment(lang, when)].filter((part) => part !== '').join(' · ');
  return by === '' ? say(lang, 'accept.done', { why }) : say(lang, 'accept.done_by', { why, by });
}
