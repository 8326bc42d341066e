// What client and worker say to each other. Everything that crosses is plain data; bulk crosses
// as typed arrays that are handed over, not copied.
import type {
  BarrierNear,
  Card,
  CommunityRow,
  Conflicts,
  CrosswalkRow,
  Edit,
  Effect,
  Entry,
  ExportFile,
  History,
  ImportSpec,
  Inspection,
  Lang,
  LayerCells,
  Lines,
  Located,
  LonLat,
  MergeTrial,
  Opened,
  Policy,
  PolicyChange,
  PolicyForm,
  Problem,
  Proposal,
  Report,
  SavedInfo,
  Scorecard,
  Shapes,
  Snap,
  UnitAt,
  UnitKey,
  Violation,
  ZoneCard,
  ZoneKey,
  ZoneRow,
} from './pkg/onegrid';

export type * from './pkg/onegrid';

/** Why there is no result: the engine's own problem, or one of the page's (code `page.*`). */
export type EngineProblem = Problem;

/** Where a project came from; enough to open it again. */
export type Opening = { kind: 'demo'; size: string; seed: number } | { kind: 'folder'; files: FolderFile[] };

type None = Record<string, never>;
type Bytes = Uint8Array<ArrayBuffer>;
type InLang = { lang: Lang };

/** Each call's arguments and result. */
export interface Calls {
  openDemo: { args: { size: string; seed: number }; result: Opened };
  openFolder: { args: { files: FolderFile[] }; result: Opened };
  cells: { args: { layer: string }; result: Bytes };
  merge: { args: { policy: string }; result: undefined };
  /** Figures now and under another policy; a merge under it then comes without work. */
  tryMerge: { args: { policy: string }; result: MergeTrial };

  rows: { args: InLang; result: ZoneRow[] };
  zones: { args: None; result: Bytes };
  labels: { args: None; result: Bytes };
  report: { args: InLang; result: Report };
  explain: { args: { code: string; lang: Lang }; result: ZoneCard };
  locate: { args: { lon_deg: number; lat_deg: number }; result: Located };

  apply: { args: { entry: Entry; lang: Lang }; result: Effect };
  preview: { args: { edit: Edit; lang: Lang }; result: Effect };
  undo: { args: InLang; result: Effect | undefined };
  redo: { args: InLang; result: Effect | undefined };
  history: { args: InLang; result: History };
  log: { args: None; result: Entry[] };

  zoneRows: { args: { lang: Lang; keys?: ZoneKey[] }; result: ZoneRow[] };
  zoneShapes: { args: { keys?: ZoneKey[] }; result: Shapes };
  communities: { args: InLang; result: CommunityRow[] };
  communityShapes: { args: None; result: Shapes };
  card: { args: { zone: ZoneKey; lang: Lang }; result: Card };
  zoneCells: { args: { zone: ZoneKey }; result: LayerCells[] };
  neighbours: { args: { zone: ZoneKey }; result: ZoneKey[] };
  borderBetween: { args: { a: ZoneKey; b: ZoneKey }; result: Lines };
  barriersNear: { args: { zone: ZoneKey; lang: Lang }; result: BarrierNear[] };

  unitAt: { args: { lon_deg: number; lat_deg: number }; result: UnitAt | undefined };
  unitsUnder: { args: { path: LonLat[]; radius_m: number }; result: UnitKey[] };
  unitsIn: { args: { polygon: LonLat[] }; result: UnitKey[] };
  unitsOf: { args: { zone: ZoneKey }; result: UnitKey[] };
  unitShapes: { args: { units: UnitKey[] }; result: Shapes };
  snap: { args: { lon_deg: number; lat_deg: number; radius_m: number }; result: Snap | undefined };
  cellAt: { args: { layer: string; lon_deg: number; lat_deg: number }; result: string[] };
  crosswalkOf: { args: { layer: string; cell: string }; result: CrosswalkRow[] };

  violations: { args: InLang; result: Violation[] };
  conflicts: { args: InLang; result: Conflicts };
  scorecard: { args: None; result: Scorecard };
  policy: { args: None; result: PolicyForm };
  policyWith: { args: { changes: PolicyChange[] }; result: Policy };
  previewPolicy: { args: { changes: PolicyChange[]; lang: Lang }; result: Effect };

  /** The project file; `markSaved` makes it what the scorecard compares with. */
  save: { args: None; result: Bytes };
  markSaved: { args: None; result: undefined };
  savedInfo: { args: { saved: Bytes }; result: SavedInfo };
  /** Opens what a project file came from and makes its edits; a folder has to be given again. */
  restore: { args: { saved: Bytes; files?: FolderFile[] }; result: Opened };
  /** What a restored plan was before its edits; told once. */
  proposal: { args: None; result: Proposal | undefined };
  exportFiles: { args: None; result: ExportFile[] };
  exportFile: { args: { name: string; lang: Lang }; result: Bytes };
  inspect: { args: { file: FolderFile }; result: Inspection };
  manifestOf: { args: { spec: ImportSpec }; result: string };

  /** For the client alone: the engine is loaded and compiled. */
  prepare: { args: None; result: undefined };
  /** For the client alone: what a fresh engine needs beside the log. */
  beginning: { args: None; result: Bytes };
  /** For the client alone: a fresh engine becomes what the lost one was. */
  recover: { args: { opening: Opening; beginning?: Bytes; log: Entry[] }; result: Opened };
}

/** A file of the user's folder; it is read only if the manifest names it. */
export interface FolderFile {
  /** Relative to the manifest, with `/`. */
  name: string;
  file: File;
}

export type CallName = keyof Calls;
export type Request = {
  [Name in CallName]: { id: number; call: Name; args: Calls[Name]['args'] };
}[CallName];

export interface Step {
  step: string;
  done: number;
  total: number;
}

export type Reply =
  | { id: number; kind: 'progress'; progress: Step }
  | { id: number; kind: 'done'; result: Calls[CallName]['result'] }
  | { id: number; kind: 'failed'; problem: EngineProblem };
