// A line of a list that can be pressed.
import { button } from './dom';

/** The name keeps the focus when the list is filled anew. */
export function rowButton(name: string, act: () => void): HTMLButtonElement {
  const made = button('', 'row', act);
  made.dataset['focus'] = name;
  return made;
}
