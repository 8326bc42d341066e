// Elements made by name, class and text. Text is only ever set as text, never as markup.

type Child = Node | string;

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className = '',
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...children);
  return made;
}

export function button(text: string, className: string, act: () => void): HTMLButtonElement {
  const made = element('button', className, text);
  made.type = 'button';
  made.addEventListener('click', act);
  return made;
}

/** A titled part of the side bar. */
export function section(title: string, ...children: Child[]): HTMLElement {
  const made = element('section', 'panel', element('h2', '', title), ...children);
  made.setAttribute('aria-label', title);
  return made;
}

/** The place of the page that an id names. */
export function place(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element #${id}`);
  return found;
}
