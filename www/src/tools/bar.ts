// What stands in a tool's bar: made of the same few parts in every tool.
import { button, element } from '../panels/dom';
import type { ToolContext } from './tool';

/** Fills the bar anew; what had the focus has it again, if it is still there. */
export function fillBar({ bar, root }: ToolContext, ...parts: readonly (Node | string)[]): void {
  const focused = root.activeElement instanceof HTMLElement ? root.activeElement.dataset['act'] : undefined;
  const hadFocus = bar.contains(root.activeElement);
  bar.replaceChildren(...parts);
  if (!hadFocus || focused === undefined) return;
  const again = [...bar.querySelectorAll<HTMLElement>('[data-act]')];
  again.find(({ dataset }) => dataset['act'] === focused)?.focus({ preventScroll: true });
}

/** The buttons that make an edit or give it up; keys do the same. */
export function decision(
  { say }: ToolContext,
  act: { words: string; isReady: boolean; commit: () => void; cancel: () => void },
): HTMLElement {
  const commit = button(act.words, 'primary commit', act.commit);
  commit.dataset['act'] = 'commit';
  commit.disabled = !act.isReady;
  commit.setAttribute('aria-keyshortcuts', 'Enter');
  commit.title = 'Enter';
  const cancel = button(say('tool.cancel'), 'quiet', act.cancel);
  cancel.dataset['act'] = 'cancel';
  cancel.setAttribute('aria-keyshortcuts', 'Escape');
  cancel.title = 'Esc';
  return element('span', 'decision', commit, cancel);
}

export function tick(name: string, words: string, isOn: boolean, act: (isOn: boolean) => void): HTMLElement {
  const box = element('input');
  box.type = 'checkbox';
  box.checked = isOn;
  box.dataset['act'] = name;
  box.addEventListener('change', () => act(box.checked));
  return element('label', 'tick', box, element('span', '', words));
}

/** One of several, side by side. */
export function choice<Value extends string>(
  name: string,
  words: string,
  options: readonly { value: Value; words: string; isDisabled?: boolean }[],
  chosen: Value,
  act: (value: Value) => void,
): HTMLElement {
  const group = element('span', 'choice');
  group.setAttribute('role', 'radiogroup');
  group.setAttribute('aria-label', words);
  for (const option of options) {
    const radio = element('input');
    radio.type = 'radio';
    radio.name = name;
    radio.checked = option.value === chosen;
    radio.disabled = option.isDisabled === true;
    radio.dataset['act'] = `${name}-${option.value}`;
    radio.addEventListener('change', () => act(option.value));
    group.append(element('label', 'tick', radio, element('span', '', option.words)));
  }
  return group;
}

/** One of a list that unfolds. */
export function pick(
  name: string,
  words: string,
  options: readonly { value: string; words: string }[],
  chosen: string,
  act: (value: string) => void,
): HTMLElement {
  const list = element('select');
  list.dataset['act'] = name;
  list.setAttribute('aria-label', words);
  for (const option of options) {
    const made = element('option', '', option.words);
    made.value = option.value;
    made.selected = option.value === chosen;
    list.append(made);
  }
  list.addEventListener('change', () => act(list.value));
  return list;
}

/** A short sentence: what is chosen, or what to do next. */
export function told(words: string): HTMLElement {
  return element('span', 'told', words);
}

/** Enter, or nothing of a key that means something else. */
export function isPlain(event: KeyboardEvent, key: string): boolean {
  return event.key === key && !event.ctrlKey && !event.metaKey && !event.altKey;
}
