// What the package gives to a page that embeds the editor. Importing it defines <onegrid-editor>.
import { define } from './define';

export { OnegridEditor, type EditorEvents } from './component';
export { TAG } from './define';
export type { Edit, Effect, EngineProblem, Entry, FolderFile, ZoneKey, ZoneRow } from './engine/types';
export type { Lang } from './i18n';

define();

declare global {
  interface HTMLElementTagNameMap {
    'onegrid-editor': import('./component').OnegridEditor;
  }
}
