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

/** An icon of 24 by 24 made of line paths. */
export function icon(paths: readonly string[]): SVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const made = document.createElementNS(space, 'svg');
  made.setAttribute('viewBox', '0 0 24 24');
  made.setAttribute('class', 'icon');
  made.setAttribute('aria-hidden', 'true');
  for (const path of paths) {
    const line = document.createElementNS(space, 'path');
    line.setAttribute('d', path);
    made.append(line);
  }
  return made;
}

/** A button with an icon alone; its name is told to screen readers and shown on hovering. */
export function iconButton(paths: readonly string[], name: string, act: () => void): HTMLButtonElement {
  const made = button('', 'icon-button', act);
  made.append(icon(paths));
  made.setAttribute('aria-label', name);
  made.title = name;
  return made;
}

/** A titled part of a panel. */
export function section(title: string, ...children: Child[]): HTMLElement {
  const made = element('section', 'panel', element('h2', '', title), ...children);
  made.setAttribute('aria-label', title);
  return made;
}

/** What an empty place says: what to do. */
export function emptyState(sentence: string, ...children: Child[]): HTMLElement {
  return element('div', 'empty', element('p', '', sentence), ...children);
}
