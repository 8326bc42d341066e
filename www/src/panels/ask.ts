// Dialogs: made of a native element, so that focus stays inside and Escape closes.
import type { Context } from '../context';
import type { Key } from '../i18n';
import { button, element } from './dom';

/** Opens a dialog with a title; it is taken out of the page when it closes. */
export function dialog(
  { root }: Pick<Context, 'root'>,
  className: string,
  title: string,
  ...children: (Node | string)[]
): HTMLDialogElement {
  const made = element('dialog', `asking ${className}`, element('h2', '', title), ...children);
  made.setAttribute('aria-label', title);
  made.addEventListener('close', () => made.remove());
  // Keys typed into a dialog are no keys of the editor; Escape is the dialog's own.
  made.addEventListener('keydown', (event) => event.stopPropagation());
  (root.querySelector('.app') ?? root).append(made);
  made.showModal();
  return made;
}

/** Asks whether to go on; false where the dialog is closed otherwise. */
export function ask(
  context: Context,
  sentence: Key,
  yes: Key,
  values: Record<string, string> = {},
): Promise<boolean> {
  return new Promise((answer) => {
    let isYes = false;
    const made = dialog(context, 'confirm', context.say(yes), element('p', '', context.say(sentence, values)));
    const end = (agreed: boolean): void => {
      isYes = agreed;
      made.close();
    };
    const agree = button(context.say(yes), 'primary', () => end(true));
    made.append(element('div', 'dialog-acts', agree, button(context.say('ask.no'), '', () => end(false))));
    made.addEventListener('close', () => answer(isYes));
  });
}
