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

/** A zone in one line. */
export interface ZoneRow {
  code: string;
  name: string;
  community: string;
  households: number;
  areaM2: number;
  state: ZoneState;
  /** Longitude and latitude of its label in degrees. */
  place: [number, number];
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
  /** What the bounds measure of this zone. */
  size: number;
  /** Absent where no bounds apply: exclusive areas, or a policy without them. */
  bounds?: SizeBounds;
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
