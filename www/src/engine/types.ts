// What client and worker say to each other. Everything that crosses is plain data; bulk crosses
// as bytes that are handed over, not copied.
import type { Lang, Located, Opened, Problem, Report, ZoneCard, ZoneRow } from './pkg/onegrid';

export type {
  Bounds,
  LayerInfo,
  LayerRole,
  Located,
  Opened,
  Report,
  SizeBounds,
  ZoneCard,
  ZoneRow,
  ZoneState,
} from './pkg/onegrid';

/** Why there is no result: the engine's own problem, or one of the page's (code `page.*`). */
export type EngineProblem = Problem;

/** Each call's arguments and result. */
export interface Calls {
  openDemo: { args: { size: string; seed: number }; result: Opened };
  openFolder: { args: { files: FolderFile[] }; result: Opened };
  cells: { args: { layer: string }; result: Uint8Array<ArrayBuffer> };
  merge: { args: { policy: string }; result: undefined };
  rows: { args: { lang: Lang }; result: ZoneRow[] };
  zones: { args: Record<string, never>; result: Uint8Array<ArrayBuffer> };
  labels: { args: Record<string, never>; result: Uint8Array<ArrayBuffer> };
  report: { args: { lang: Lang }; result: Report };
  explain: { args: { code: string; lang: Lang }; result: ZoneCard };
  locate: { args: { lon_deg: number; lat_deg: number }; result: Located };
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
