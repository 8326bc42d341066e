/** What a layer is for; `barrier` layers hold lines, all others areas. */
export type LayerRole =
  | 'base'
  | 'department'
  | 'community'
  | 'estate'
  | 'building'
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
  /** What the code means and what to do, in Chinese, without figures; absent where `message` is in the language asked for. */
  messageZh?: string;
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
