// The browser's own cupboard for work that was not saved: an IndexedDB of this origin. Nothing else is
// kept in it.
import type { FolderFile, SavedInfo } from '../engine/types';

const NAME = 'onegrid';
const VERSION = 1;
const WORKS = 'works';
const INPUTS = 'inputs';

/** What was being worked on. */
export interface Work {
  /** Of this sitting; made anew whenever something is opened. */
  readonly id: string;
  /** Of what was opened: the same input has the same. */
  readonly project: string;
  readonly name: string;
  readonly when: string;
  readonly edits: number;
  /** A project file. */
  readonly saved: Uint8Array<ArrayBuffer>;
}

interface Input {
  readonly project: string;
  readonly files: readonly FolderFile[];
}

/** Sittings of one project that are kept; older ones go. */
const KEPT_PER_PROJECT = 3;

/** What a project is known by. */
export function projectId(source: SavedInfo['source']): string {
  if (source.kind === 'demo') return `demo:${source.size}:${source.seed}`;
  return `folder:${source.name}:${source.files.map(({ name, hash }) => `${name}=${hash}`).join(',')}`;
}

/** Which sittings have to go, the newest kept. */
export function outdated(works: readonly Work[], kept = KEPT_PER_PROJECT): string[] {
  const counts = new Map<string, number>();
  const gone: string[] = [];
  for (const { id, project } of [...works].sort((a, b) => (a.when < b.when ? 1 : -1))) {
    const number = (counts.get(project) ?? 0) + 1;
    counts.set(project, number);
    if (number > kept) gone.push(id);
  }
  return gone;
}

export class Cupboard {
  private opened: Promise<IDBDatabase> | undefined;

  /** The newest first. */
  async works(): Promise<Work[]> {
    const works = await this.run(WORKS, 'readonly', (store) => store.getAll() as IDBRequest<Work[]>);
    return works.sort((a, b) => (a.when < b.when ? 1 : -1));
  }

  /** Puts a sitting away, in place of what was kept of it, and takes out sittings that are too old. */
  async keep(work: Work): Promise<void> {
    await this.run(WORKS, 'readwrite', (store) => store.put(work));
    const works = await this.works();
    for (const id of outdated(works)) await this.run(WORKS, 'readwrite', (store) => store.delete(id));
    await this.sweep();
  }

  /** The files that a folder was opened with. */
  async keepFiles(project: string, files: readonly FolderFile[]): Promise<void> {
    const has = await this.run(INPUTS, 'readonly', (store) => store.count(project));
    if (has === 0) await this.run(INPUTS, 'readwrite', (store) => store.put({ project, files }));
  }

  async filesOf(project: string): Promise<FolderFile[] | undefined> {
    const found = await this.run(INPUTS, 'readonly', (store) => store.get(project) as IDBRequest<Input | undefined>);
    return found === undefined ? undefined : [...found.files];
  }

  async forget(id: string): Promise<void> {
    await this.run(WORKS, 'readwrite', (store) => store.delete(id));
    await this.sweep();
  }

  async forgetAll(): Promise<void> {
    await this.run(WORKS, 'readwrite', (store) => store.clear());
    await this.run(INPUTS, 'readwrite', (store) => store.clear());
  }

  /** Takes out files that no sitting needs. */
  private async sweep(): Promise<void> {
    const needed = new Set((await this.works()).map(({ project }) => project));
    const projects = await this.run(INPUTS, 'readonly', (store) => store.getAllKeys());
    for (const project of projects) {
      if (typeof project === 'string' && !needed.has(project)) {
        await this.run(INPUTS, 'readwrite', (store) => store.delete(project));
      }
    }
  }

  private async run<Result>(
    name: string,
    mode: IDBTransactionMode,
    ask: (store: IDBObjectStore) => IDBRequest<Result>,
  ): Promise<Result> {
    const database = await this.open();
    return new Promise((answer, fail) => {
      const transaction = database.transaction(name, mode);
      const request = ask(transaction.objectStore(name));
      transaction.oncomplete = () => answer(request.result);
      transaction.onabort = () => fail(transaction.error ?? new Error('the browser stored nothing'));
      transaction.onerror = () => fail(transaction.error ?? request.error ?? new Error('the browser stored nothing'));
    });
  }

  private open(): Promise<IDBDatabase> {
    this.opened ??= new Promise<IDBDatabase>((answer, fail) => {
      const request = indexedDB.open(NAME, VERSION);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(WORKS, { keyPath: 'id' });
        request.result.createObjectStore(INPUTS, { keyPath: 'project' });
      };
      request.onsuccess = () => {
        // Another tab with a newer page may need to change the cupboard.
        request.result.onversionchange = () => {
          request.result.close();
          this.opened = undefined;
        };
        answer(request.result);
      };
      request.onerror = () => fail(request.error ?? new Error('the browser has no storage here'));
    });
    this.opened.catch(() => {
      this.opened = undefined;
    });
    return this.opened;
  }
}
