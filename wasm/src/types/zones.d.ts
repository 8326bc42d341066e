/** How a zone stands to its rules; `exempt` zones are exclusive areas. */
export type ZoneState = 'kept' | 'broken' | 'exempt';

/** Whether a zone has to keep the bounds (`general`) or is exempt from them (`exclusive`). */
export type ZoneClass = 'general' | 'exclusive';

/** A zone in one line. */
export interface ZoneRow {
  key: ZoneKey;
  code: string;
  name: string;
  /** Name of its community. */
  community: string;
  /** Key of its community, as edits name it. */
  communityKey: string;
  households: number;
  areaM2: number;
  /** What the bounds measure of this zone. */
  size: number;
  /** Absent where no bounds apply: exclusive areas, or a policy without them. */
  bounds?: SizeBounds;
  state: ZoneState;
  class: ZoneClass;
  /** What kind of exclusive zone it is, where a person said so: campus, park. */
  className?: string;
  /** Whether edits leave it alone. */
  isLocked: boolean;
  /** Whether its ground is other than the proposal's. */
  isEdited: boolean;
  /** Share of it (households, or ground where nobody lives) that lies in its main cell of the base layer. */
  keptShare: number;
  /** Longitude and latitude of its label in degrees. */
  place: LonLat;
}

/** What the bounds of a zone's size measure. */
export type Measure = 'households' | 'areaM2';

/** Smallest, largest and wished size of a zone. */
export interface SizeBounds {
  measure: Measure;
  min: number;
  max: number;
  target: number;
}

/** Everything about one zone. */
export interface ZoneCard extends ZoneRow {
  perimeterM: number;
  /** Cells of the base grid that have land in it. */
  baseCells: { key: string; households: number }[];
  /** Why it is what it is, one sentence each. */
  reasons: string[];
  /** Which rules it breaks, one sentence each. */
  violations: string[];
  /** What else could have been done with it and what speaks against that, the closest first. */
  alternatives: string[];
}

/** Everything about one zone of an open plan. */
export interface Card extends ZoneCard {
  /** The cells of every department inside, with shares. */
  cells: LayerCells[];
  /** The edits that touched it, the latest first. */
  history: HistoryEntry[];
}

/** The cells of one layer that have land in a zone, the largest share first. */
export interface LayerCells {
  layer: string;
  name: string;
  cells: CellShare[];
}

/** A cell and what of it lies in a zone. Shares are from 0 to 1, of households, or of ground where nobody lives. */
export interface CellShare {
  key: string;
  name?: string;
  /** Share of the cell that lies in the zone. */
  ofCell: number;
  /** Share of the zone that lies in the cell. */
  ofZone: number;
  areaM2: number;
  households: number;
}

/** A zone and what of a cell lies in it; without `zone` the part outside the area to be covered. */
export interface CrosswalkRow {
  zone?: ZoneKey;
  code?: string;
  /** Share of the cell (households, or ground where nobody lives). */
  share: number;
  areaShare: number;
  areaM2: number;
  households: number;
}

/** A community of the project. */
export interface CommunityRow {
  /** As edits name it. */
  key: string;
  name: string;
  code: string;
  households: number;
  zones: number;
}

/** What lies at a point. */
export interface Located {
  code?: string;
  community?: string;
  /** Each layer and the keys of its cells there: none is a gap, several an overlap. */
  layers: { name: string; keys: string[] }[];
}

/** Figures of a merge. Shares are from 0 to 1. */
export interface Report {
  policy: string;
  /** What could not be applied, one sentence each. */
  remarks: string[];
  communities: number;
  zones: number;
  /** General zones within the bounds. */
  zonesInBounds: number;
  exempt: number;
  households: number;
  householdsOutside: number;
  householdsKeptShare: number;
  baseBorderKeptShare: number;
  /** Acceptance checks of the written polygons; `passed` is absent where one cannot be made. */
  checks: { name: string; passed?: boolean; citation: string }[];
  /** Share of each department's households whose cell stayed whole. */
  departments: { name: string; wholeShare: number }[];
  /** Sentences of every broken rule. */
  violations: string[];
  /** Why a community cannot, or need not, meet the bounds everywhere. */
  notes: { community: string; why: string }[];
  /** Defects of the input by kind; slivers are thinner or smaller than the policy minds. */
  conflicts: { kind: string; name: string; count: number; slivers: number }[];
}

/** Polygons; each array can be handed over. Rings are closed: the first point comes again at the end. */
export interface Shapes {
  /** Longitude, latitude, longitude, latitude ... in degrees. */
  coords: Float64Array<ArrayBuffer>;
  /** Number of points up to the end of each ring. */
  ringEnds: Uint32Array<ArrayBuffer>;
  /** Number of rings up to the end of each polygon; the first ring of a polygon is its shell. */
  polygonEnds: Uint32Array<ArrayBuffer>;
  /** What each polygon is of: the zone's key, or a position in the list that was asked for. */
  ids: Uint32Array<ArrayBuffer>;
}

/** Lines; each array can be handed over. */
export interface Lines {
  /** Longitude, latitude, longitude, latitude ... in degrees. */
  coords: Float64Array<ArrayBuffer>;
  /** Number of points up to the end of each line. */
  lineEnds: Uint32Array<ArrayBuffer>;
}
