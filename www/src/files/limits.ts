// What is taken in: how large files may be, and what to do with formats that cannot be read.
import type { Key } from '../i18n';

const MIB = 2 ** 20;
/** A file is read whole, and the engine has 4 GiB in all: what it makes of a file takes several times its size. */
export const FILE_MOST_BYTES = 400 * MIB;
export const ALL_MOST_BYTES = 800 * MIB;
/** A project file is a list of edits. */
export const PROJECT_MOST_BYTES = 64 * MIB;

/** Why files are not taken in. */
export interface Refusal {
  readonly key: Key;
  readonly values: Record<string, string>;
}

export interface Sized {
  readonly name: string;
  readonly bytes: number;
}

/** Nothing where the files are small enough. */
export function tooLarge(files: readonly Sized[]): Refusal | undefined {
  const large = files.find(({ bytes }) => bytes > FILE_MOST_BYTES);
  if (large !== undefined) {
    return {
      key: 'files.too_large',
      values: { name: large.name, size: mebibytes(large.bytes), most: mebibytes(FILE_MOST_BYTES) },
    };
  }
  const all = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (all <= ALL_MOST_BYTES) return undefined;
  return { key: 'files.too_much', values: { size: mebibytes(all), most: mebibytes(ALL_MOST_BYTES) } };
}

export function mebibytes(bytes: number): string {
  return bytes < MIB ? `${Math.max(1, Math.round(bytes / 1024))} KiB` : `${Math.round(bytes / MIB)} MiB`;
}

/** What to do with a file of a format that the engine does not read, by the end of its name. */
export function advice(name: string): Key {
  const end = name.toLowerCase().split('.').at(-1) ?? '';
  if (['zip', 'shp', 'dbf', 'shx', 'prj', 'cpg'].includes(end)) return 'advice.shapefile';
  if (end === 'gpkg') return 'advice.geopackage';
  if (end === 'fgb') return 'advice.flatgeobuf';
  if (['parquet', 'geoparquet'].includes(end)) return 'advice.parquet';
  if (['xls', 'xlsx', 'et', 'ods'].includes(end)) return 'advice.sheet';
  if (['kml', 'kmz', 'gpx', 'dxf', 'dwg', 'gdb', 'mdb', 'tab', 'mif'].includes(end)) return 'advice.other_map';
  return 'advice.other';
}

/** Parts of a Shapefile beside the `.shp`, and what a file manager leaves behind: not worth a word each. */
export function isBeside(name: string): boolean {
  return /(?:\.(?:dbf|shx|prj|cpg|sbn|sbx|qmd|qix)|(?:^|\/)(?:\.DS_Store|Thumbs\.db|desktop\.ini))$/i.test(name);
}
