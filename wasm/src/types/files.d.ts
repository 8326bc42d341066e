/** Where a saved project came from: what to open before it can be restored. */
export type SavedSource =
  | { kind: 'demo'; size: string; seed: number }
  | { kind: 'folder'; name: string; files: { name: string; bytes: number; hash: string }[] };

/** What is in a saved project. */
export interface SavedInfo {
  source: SavedSource;
  /** Id and names of the policy that it began under. */
  policy: PolicyInfo;
  edits: number;
}

/** A file that can be exported: `zones.geojson`, `crosswalk.csv`, `report.html`. */
export interface ExportFile {
  name: string;
  nameZh: string;
  nameEn: string;
}

/** What the values of a column are. */
export type ColumnKind = 'empty' | 'boolean' | 'count' | 'number' | 'text' | 'nested';

/** What is in a file. */
export interface Inspection {
  name: string;
  /** Name of the format. */
  format: string;
  /** Layers in the file, where it holds several. */
  layers: InspectedLayer[];
}

/** A layer of a file. */
export interface InspectedLayer {
  name: string;
  features: number;
  geometry: 'polygons' | 'lines' | 'points' | 'none' | 'mixed';
  /** The reference system that the file declares; absent where it says nothing. */
  crs?: string;
  /** What the coordinates look like. */
  crsGuess: string;
  columns: InspectedColumn[];
  /** What it looks like it is for. */
  roleGuess: ImportRole;
  /** Columns that look like what a manifest asks for. */
  guess: ImportColumns;
  /** Absent where no feature has a place. */
  bounds?: Bounds;
  /** Some of its features as GeoJSON. */
  preview: Uint8Array<ArrayBuffer>;
  /** Features in `preview`. */
  previewed: number;
}

/** A column of a layer with a few of its values, which stay on this machine. */
export interface InspectedColumn {
  name: string;
  kind: ColumnKind;
  filled: number;
  samples: string[];
}

/** What a layer of a manifest is for. */
export type ImportRole = LayerRole | 'previous';

/** Which column is what. */
export interface ImportColumns {
  key?: string[];
  name?: string;
  class?: string;
  code?: string;
  group?: string;
  households?: string;
  lon?: string;
  lat?: string;
}

/** A file and what it is for. */
export interface ImportLayer {
  id: string;
  name: string;
  role: ImportRole;
  /** Names of files; several form one layer. */
  files: string[];
  crs?: string;
  columns: ImportColumns;
  /** Class of all lines of a barrier layer. */
  barrierClass?: string;
}

/** What a manifest is made of. */
export interface ImportSpec {
  name: string;
  /** A profile's id. */
  policy?: string;
  extent: 'communities' | 'base';
  codePrefix?: string;
  layers: ImportLayer[];
}
