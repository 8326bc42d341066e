// What was dropped or chosen: a folder with its manifest, a project file, loose files.
import type { FolderFile } from '../engine/types';

export const MANIFEST = 'onegrid.toml';
export const PROJECT_END = '.onegrid.json';
/** Every project file begins with its version. */
const PROJECT_SIGN = /^\s*\{\s*"onegrid_project"\s*:/;
const PEEK_BYTES = 256;

export type Given =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'folder'; readonly files: FolderFile[] }
  /** With the folder it came from, where that was given too. */
  | { readonly kind: 'project'; readonly file: File; readonly files: FolderFile[] | undefined }
  | { readonly kind: 'loose'; readonly files: FolderFile[] };

export async function kindOf(files: readonly FolderFile[]): Promise<Given> {
  if (files.length === 0) return { kind: 'nothing' };
  const hasManifest = files.some(({ name }) => name === MANIFEST);
  const project = await findProject(files);
  if (project !== undefined) {
    const others = files.filter((each) => each !== project);
    return { kind: 'project', file: project.file, files: hasManifest ? others : undefined };
  }
  return { kind: hasManifest ? 'folder' : 'loose', files: [...files] };
}

async function findProject(files: readonly FolderFile[]): Promise<FolderFile | undefined> {
  for (const each of files) {
    if (!each.name.endsWith('.json')) continue;
    if (PROJECT_SIGN.test(await each.file.slice(0, PEEK_BYTES).text())) return each;
  }
  return undefined;
}

/** A name that a file system takes, of any words. */
export function fileName(words: string): string {
  const name = words.trim().replace(/[\\/:*?"<>|\p{Cc}]+/gu, '-').replace(/^\.+/, '').slice(0, 80);
  return name === '' ? 'onegrid' : name;
}
