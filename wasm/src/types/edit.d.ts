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
  /** Without `cut: false`, a line or barrier cuts units. The same for the two below. */
  | { kind: 'split-zone'; zone: ZoneKey; by: SplitBy; cut?: boolean }
  /** Gives two zones a new common border, which has to cross both from side to side. */
  | { kind: 'redraw-border'; between: [ZoneKey, ZoneKey]; line: LonLat[]; cut?: boolean }
  /** Makes an exclusive zone of what lies inside the polygon. */
  | { kind: 'create-exclusive'; polygon: LonLat[]; name: string; class: string; cut?: boolean }
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
  | { kind: 'renumber'; communities: string[] }
  /** Broken rules are known and left as they are; the entry's `why` has to say why. */
  | { kind: 'accept'; broken: Broken[] }
  | { kind: 'reopen'; broken: Broken[] };

/** Which broken rule is meant: parts of a `Violation`. */
export interface Broken {
  rule: string;
  /** Key of the community. */
  community: string;
  /** Absent where several zones or the whole community break it. */
  zone?: ZoneKey;
  place: LonLat;
  measured: number;
}

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
  /** Why it is so, where that is known; told by `violations` alone, as are the two below. */
  why?: string;
  /**
   * Whether another plan could keep the rule: proven that none can, proven for units as they are (a line through
   * one may help), not known, or one exists.
   */
  standing?: 'unavoidable' | 'units' | 'unproven' | 'avoidable';
  /** Who left it as it is, when and why. */
  accepted?: Accepted;
}

/** Who accepted a broken rule, when and why. */
export interface Accepted {
  who: string;
  when: string;
  why: string;
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
  /** Whether the units are other ones now, with other numbers: a line cut some, or that was undone. Absent if not. */
  unitsChanged?: boolean;
  /** What the planner should know, one sentence each. */
  noteSentences: string[];
  /** Ground that would move, by the zone that it would go to, where a line would cut it; of `preview` alone. */
  ground?: Shapes;
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
