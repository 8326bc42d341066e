// Makes the element known to the browser.
import { OnegridEditor } from './component';

export const TAG = 'onegrid-editor';

/** Defines <onegrid-editor>, once. */
export function define(): void {
  if (customElements.get(TAG) === undefined) customElements.define(TAG, OnegridEditor);
}
