// What tools, panels and the shell are given to work with.
import type { EditorEvents } from './component';
import type { EngineClient } from './engine/client';
import type { Files } from './files/files';
import type { Key } from './i18n';
import type { GridMap } from './map/map';
import type { Editor } from './state/editor';
import type { Projects } from './state/projects';
import type { Store } from './state/store';

export interface Context {
  readonly store: Store;
  readonly editor: Editor;
  readonly projects: Projects;
  readonly files: Files;
  /** Prefer `editor.ask`, which waits for edits under way. */
  readonly engine: EngineClient;
  readonly map: GridMap;
  /** The root of the component: where styles and focus live. */
  readonly root: ShadowRoot;
  /** Words in the language of the moment. */
  say(key: Key, values?: Record<string, string>): string;
  /** Tells the embedding page: a `save` with the bytes, a `problem`. */
  emit<Name extends keyof EditorEvents>(name: Name, detail: EditorEvents[Name]['detail']): void;
}
