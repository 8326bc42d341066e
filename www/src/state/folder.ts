// Files of a chosen or dropped folder, named relative to the manifest.
import type { FolderFile } from '../engine/types';

const MANIFEST = 'onegrid.toml';

/** Chosen files, or those of a chosen folder. */
export function filesOfChoice(chosen: FileList | null): FolderFile[] {
  const files = [...(chosen ?? [])].map((file) => ({ name: file.webkitRelativePath || file.name, file }));
  return fromManifest(files);
}

export async function filesOfDrop(drop: DataTransfer): Promise<FolderFile[]> {
  // The entries must be taken before the first pause: the browser empties the list afterwards.
  const entries = [...drop.items].map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  const files: FolderFile[] = [];
  for (const entry of entries) {
    if (entry instanceof File) files.push({ name: entry.name, file: entry });
    else if (entry !== null) await collect(entry, files);
  }
  return fromManifest(files);
}

async function collect(entry: FileSystemEntry, files: FolderFile[]): Promise<void> {
  if (entry instanceof FileSystemFileEntry) {
    const file = await new Promise<File>((found, fail) => entry.file(found, fail));
    files.push({ name: entry.fullPath.replace(/^\//, ''), file });
  } else if (entry instanceof FileSystemDirectoryEntry) {
    const reader = entry.createReader();
    // A reader hands out its entries in parts, an empty one last.
    for (;;) {
      const part = await new Promise<FileSystemEntry[]>((found, fail) =>
        reader.readEntries(found, fail),
      );
      if (part.length === 0) break;
      for (const inner of part) await collect(inner, files);
    }
  }
}

/** Drops the folders above the outermost manifest from every name. */
function fromManifest(files: FolderFile[]): FolderFile[] {
  const manifests = files
    .map(({ name }) => name)
    .filter((name) => name === MANIFEST || name.endsWith(`/${MANIFEST}`))
    .sort((a, b) => a.length - b.length);
  const folder = (manifests[0] ?? '').slice(0, -MANIFEST.length);
  return files
    .filter(({ name }) => name.startsWith(folder))
    .map(({ name, file }) => ({ name: name.slice(folder.length), file }));
}
