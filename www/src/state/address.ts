// A project at an address that an embedding page gives: its manifest and the files it names.
import { EngineError } from '../engine/client';
import type { FolderFile } from '../engine/types';

const MANIFEST = 'onegrid.toml';
/** Quoted names of files; the engine asks only for those that the manifest means. */
const FILE_NAMES = /["']([^"'\n]+\.(?:geojson|json|csv|toml|zip|shp|gpkg|fgb|parquet))["']/gi;

export async function filesOfAddress(manifest: URL): Promise<FolderFile[]> {
  const text = await (await fetched(manifest)).text();
  const names = new Set([...text.matchAll(FILE_NAMES)].map((found) => found[1] ?? ''));
  const files: FolderFile[] = [{ name: MANIFEST, file: new File([text], MANIFEST) }];
  for (const name of names) {
    const bytes = await (await fetched(new URL(name, manifest))).blob();
    files.push({ name, file: new File([bytes], name) });
  }
  return files;
}

async function fetched(address: URL): Promise<Response> {
  const answer = await fetch(address).catch((cause: unknown) => String(cause));
  if (answer instanceof Response && answer.ok) return answer;
  const cause = answer instanceof Response ? String(answer.status) : answer;
  throw new EngineError({ code: 'page.not_fetched', message: `${address.href}: ${cause}` });
}
