/** What a layer is for; `barrier` layers hold lines, all others areas. */
export type LayerRole =
  | 'base'
  | 'department'
  | 'community'
  | 'estate'
  | 'exclusive'
  | 'households'
  | 'barrier';

/** West, south, east, north in degrees. */
export type Bounds = [number, number, number, number];

/** Longitude and latitude in degrees. */
export type LonLat = [number, number];

/** A zone of an open plan; never used again when the zone is gone. */
export type ZoneKey = number;

/** A unit: the smallest piece that edits move, as 16 hexadecimal digits. */
export type UnitKey = string;

/** A layer as it was read. */
export interface LayerInfo {
  id: string;
  name: string;
  role: LayerRole;
  /** Cells or lines in it. */
  features: number;
  /** Features of its source that could not be read. */
  rejected: number;
}

/** An open project. */
export interface Opened {
  name: string;
  layers: LayerInfo[];
  /** Rules to choose from; the first is the one that the project asks for. */
  policies: PolicyInfo[];
  /** Absent where no layer holds a single point. */
  bounds?: Bounds;
}

/** Hears of work under way; `total` is 0 where it is not known. */
export type Progress = (step: string, done: number, total: number) => void;

/** Reads a file that the manifest names; `undefined` where there is none. */
export type ReadFile = (name: string) => Uint8Array | undefined;

/** Why there is no result. Every call of the engine throws one of these. */
export interface Problem {
  /** Stable, for translations: `read.truncated`. */
  code: string;
  message: string;
  /** Longitude and latitude in degrees, where the problem has a place. */
  place?: [number, number];
}

/** Language of names and sentences. */
export type Lang = 'zh' | 'en';

/** Rules that a merge can follow. */
export interface PolicyInfo {
  id: string;
  nameZh: string;
  nameEn: string;
}

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

/** How a zone is split: along a drawn line, into even halves, along a barrier (its `index`). */
export type SplitBy = { line: LonLat[] } | 'balanced' | { barrier: number };

/** Rules as data; made by `policyWith`, never by hand. */
export type Policy = { id: string } & { readonly [key: string]: unknown };

/** One reversible act. */
export type Edit =
  /** Puts units into a zone: one, a brush stroke, a lasso; without `to` they become a new one. */
  | { kind: 'reassign'; units: UnitKey[]; to?: ZoneKey }
  /** Makes one zone of several; the largest keeps its code. */
  | { kind: 'merge-zones'; zones: ZoneKey[] }
  | { kind: 'split-zone'; zone: ZoneKey; by: SplitBy }
  /** Gives two zones a new common border, which has to cross both from side to side. */
  | { kind: 'redraw-border'; between: [ZoneKey, ZoneKey]; line: LonLat[] }
  /** Makes an exclusive zone of the units that lie mostly inside the polygon. */
  | { kind: 'create-exclusive'; polygon: LonLat[]; name: string; class: string }
  | { kind: 'lock'; zones: ZoneKey[] }
  | { kind: 'unlock'; zones: ZoneKey[] }
  /** An empty name gives it back the number in its community. */
  | { kind: 'rename'; zone: ZoneKey; name: string }
  | { kind: 'set-class'; zone: ZoneKey; class: ZoneClass }
  | { kind: 'set-code'; zone: ZoneKey; code: string }
  | { kind: 'set-policy'; policy: Policy }
  /** Divides communities (by key) anew; locked and exclusive zones stay. */
  | { kind: 'resolve'; communities: string[] }
  /** Numbers the zones of communities (by key) from west to east and north to south. */
  | { kind: 'renumber'; communities: string[] };

/** An edit with what a person said about it. */
export interface Entry {
  edit: Edit;
  who?: string;
  when?: string;
  rule?: string;
  why?: string;
}

/** Whether a rule must hold. */
export type Strictness = 'hard' | 'weighted';

/** A rule that does not hold. */
export interface Violation {
  /** Stable id of the rule. */
  rule: string;
  strictness: Strictness;
  /** Absent where several zones or the whole community break it. */
  zone?: ZoneKey;
  code?: string;
  community: string;
  communityKey: string;
  place: LonLat;
  /** In the unit that the sentence names. */
  measured: number;
  limit: number;
  /** What is wrong, without the place. */
  sentence: string;
  /** Who says so; empty where nobody is cited. */
  citation: string;
}

/** What became of a zone. */
export interface ZoneEffect {
  key: ZoneKey;
  change: 'changed' | 'new' | 'removed';
  code: string;
  /** 0 for a new zone. */
  householdsBefore: number;
  /** 0 for a zone that is gone. */
  householdsAfter: number;
  /** What the bounds measure. */
  sizeBefore: number;
  sizeAfter: number;
  /** Whether it lost or won units. */
  shapeChanged: boolean;
}

/** What a plan is worth: fewer hard rules broken is better, then less excess, then a lower objective. */
export interface Worth {
  hard: number;
  excess: number;
  objective: number;
}

/** What an edit changed, would change, or what undoing it changed. */
export interface Effect {
  /** Kind of the edit. */
  edit: Edit['kind'];
  zones: ZoneEffect[];
  /** Broken rules that hold now, or are broken otherwise. */
  gone: Violation[];
  /** Rules that are broken now and were not, or otherwise. */
  new: Violation[];
  before: Worth;
  after: Worth;
  /** Keys of the communities touched. */
  communities: string[];
  unitsMoved: number;
  /** The units that changed their zone. */
  moved: UnitKey[];
  /** Whether any zone has another shape. */
  shapesChanged: boolean;
  /** What the planner should know, one sentence each. */
  noteSentences: string[];
  /** How many edits can be undone. */
  undoDepth: number;
  redoDepth: number;
  /** What the next undo takes back. */
  undoTitle?: string;
  redoTitle?: string;
}

/** An edit that was made. */
export interface HistoryEntry {
  title: string;
  kind: Edit['kind'];
  /** Zones that it touched; some may be gone. */
  zones: ZoneKey[];
  who: string;
  when: string;
  rule: string;
  why: string;
}

/** What can be undone (the first edit first) and made again (the next one first). */
export interface History {
  done: HistoryEntry[];
  undone: HistoryEntry[];
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

/** A unit and the zone that has it. */
export interface UnitAt {
  unit: UnitKey;
  zone: ZoneKey;
  households: number;
  areaM2: number;
}

/** The nearest place on what is there already. */
export interface Snap {
  place: LonLat;
  /** Whether it lies on a border of zones, on a barrier, or on an outline of any cell. */
  kind: 'border' | 'barrier' | 'cell';
  /** Whether it is a corner of the line. */
  isVertex: boolean;
  distanceM: number;
}

/** A barrier that runs along or through a zone. */
export interface BarrierNear {
  /** What `split-zone` names it by. */
  index: number;
  name: string;
  class: string;
  className: string;
  /** Its length inside the zone, borders left out. */
  insideM: number;
}

/** A defect of the input and what was done about it. */
export interface Conflict {
  kind: string;
  /** The kind, for people. */
  name: string;
  layer: string;
  layerName: string;
  /** Keys of the cells concerned. */
  cells: string[];
  place: LonLat;
  /** What was done about it. */
  sentence: string;
  /** Thinner or smaller than the policy minds. */
  isSliver: boolean;
  areaM2: number;
  widthM: number;
  households: number;
}

/** Defects of the input: what matters first, then the largest. */
export interface Conflicts {
  /** How many there are; `rows` has at most `CONFLICTS_MOST` (2,000) of them. */
  total: number;
  slivers: number;
  rows: Conflict[];
}

/** Figures of a plan. Shares are from 0 to 1. */
export interface Score {
  zones: number;
  /** General zones within the bounds. */
  inBounds: number;
  exempt: number;
  hardBroken: number;
  /** Weighted rules that do not hold. */
  softBroken: number;
  excess: number;
  objective: number;
  householdsKeptShare: number;
  baseBorderKeptShare: number;
  /** Mean Polsby-Popper compactness. */
  compactness: number;
  /** Share of each department's households whose cell stayed whole. */
  departments: { layer: string; name: string; wholeShare: number }[];
}

/** The proposal, the plan when it was saved last, the plan now. */
export interface Scorecard {
  start: Score;
  /** The proposal where nothing was saved yet. */
  saved: Score;
  now: Score;
}

/** A policy as a form. */
export interface PolicyForm {
  id: string;
  nameZh: string;
  nameEn: string;
  rules: PolicyRule[];
}

/** A rule of a policy. */
export interface PolicyRule {
  /** Stable: where the rule stands in the policy (`size`, `rules.amount[0]`). */
  id: string;
  nameZh: string;
  nameEn: string;
  /** Who says so; empty where nobody is cited. */
  citationZh: string;
  citationEn: string;
  /** Whether the policy has it; changing a field of one that it has not adds it. */
  isSet: boolean;
  /** Whether it can be taken out: a change of `id` to `null` does it. */
  isOptional: boolean;
  strictness?: Strictness;
  weight?: number;
  fields: PolicyField[];
}

/** What a field of a policy may hold. */
export type PolicyFieldKind = 'count' | 'number' | 'flag' | 'choice' | 'text' | 'list';

/** A value of a rule. */
export interface PolicyField {
  /** Where it stands in the policy: `size.min`. */
  path: string;
  nameZh: string;
  nameEn: string;
  kind: PolicyFieldKind;
  /** A list is shown, not edited; `null` where nothing is said. */
  value: number | boolean | string | string[] | null;
  /** `户`, `m²`, `m`; empty where there is none. */
  unitZh: string;
  unitEn: string;
  least?: number;
  most?: number;
  /** Of a `choice`. */
  choices?: { value: string; nameZh: string; nameEn: string }[];
  /** Whether the strictness of the rule, or its weight. */
  part?: 'strictness' | 'weight';
}

/** A new value of a field, or `null` at the id of an optional rule. */
export interface PolicyChange {
  path: string;
  value: number | boolean | string | null;
}

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
  /** The layer inside the file, where it holds several. */
  layer?: string;
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
