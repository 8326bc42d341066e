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

/** What a restored plan was before its edits. */
export interface Proposal {
  rows: ZoneRow[];
  shapes: Shapes;
}

/** Figures of the plan now, and of a merge under another policy. */
export interface MergeTrial {
  now: Score;
  then: Score;
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
