// The editor's own state: what is open, what is shown, what is under way. Everything that matters
// beyond this visit lives in the engine. A state is never changed, only replaced.
import type {
  Card,
  Conflict,
  Conflicts,
  Effect,
  EngineProblem,
  Located,
  LonLat,
  Opened,
  Report,
  Step,
  Violation,
  ZoneKey,
  ZoneRow,
} from '../engine/types';
import type { Work as KeptWork } from '../files/cupboard';
import type { Keeping } from '../files/keeper';
import type { Lang } from '../i18n';
import type { Mode, ToolId } from './mode';
import type { View } from './view';

/** Long work under way. */
export interface Work {
  readonly progress: Step;
  /** Absent where the work cannot be cancelled. */
  readonly cancel?: () => void;
}

/** The zones as they are now. */
export interface Plan {
  /** By key. */
  readonly rows: ReadonlyMap<ZoneKey, ZoneRow>;
  /** Rises with every edit, undo and redo: what was asked of the engine before is stale. */
  readonly revision: number;
  /** Names of the edits that undo and redo would act on. */
  readonly undo: string | undefined;
  readonly redo: string | undefined;
}

/** What the card tells of: a zone, a place, or a place in a zone. */
export interface Chosen {
  readonly card: Card | undefined;
  readonly located: Located | undefined;
}

/** What the card tells of where no zone is chosen: a defect of the input, or a cell of a layer. */
export type Subject =
  | { readonly kind: 'conflict'; readonly conflict: Conflict }
  | { readonly kind: 'cell'; readonly layer: string; readonly cell: string };

/** What is written to the log with every edit. */
export interface Signature {
  readonly who: string;
  readonly why: string;
}

/** One sentence for the status line; told to screen readers. */
export interface Message {
  readonly text: string;
  readonly kind: 'note' | 'done' | 'refused';
  /** Where on the map it is about. */
  readonly place?: LonLat;
}

export interface State {
  readonly lang: Lang;
  /** What is under way; another one with every step that is told. */
  readonly work: Work | undefined;
  /** Whether something long is under way. */
  readonly isBusy: boolean;
  readonly problem: EngineProblem | undefined;
  readonly message: Message | undefined;
  readonly project: Opened | undefined;
  /** Id of the policy to merge under. */
  readonly policy: string;
  readonly plan: Plan | undefined;
  /** Whether the map has the proposal that the plan began with; a restored plan comes with its edits. */
  readonly hasProposal: boolean;
  readonly report: Report | undefined;
  /** The revision of the plan that the report is about. */
  readonly reported: number;
  /** Keys of the chosen zones, the last one chosen last. */
  readonly selection: readonly ZoneKey[];
  readonly chosen: Chosen | undefined;
  readonly subject?: Subject | undefined;
  /** Rules that do not hold, as of the newest answer of the engine. */
  readonly violations?: readonly Violation[] | undefined;
  readonly conflicts?: Conflicts | undefined;
  readonly signature?: Signature | undefined;
  /** How the work is put away against crashes. */
  readonly keeping?: Keeping | undefined;
  /** What is put away, the newest first. */
  readonly kept?: readonly KeptWork[] | undefined;
  /** Work that a crash or a reload took away, and that can be had again. */
  readonly lost?: KeptWork | undefined;
  /** What the tool in hand would do if it were committed now. */
  readonly preview: Effect | undefined;
  readonly mode: Mode;
  /** Id of the panel in sight. */
  readonly panel: string;
  readonly view: View;
}

export type { ToolId };

type Listener<S> = (state: S, before: S) => void;

/** Holds a state and tells of every change. */
export class Store<S extends object = State> {
  private readonly listeners = new Set<Listener<S>>();

  constructor(private current: S) {}

  get state(): S {
    return this.current;
  }

  /** Calls the listener now and after every change, until the returned function is called. */
  watch(listener: Listener<S>): () => void {
    this.listeners.add(listener);
    listener(this.current, this.current);
    return () => this.listeners.delete(listener);
  }

  /** Calls the listener now, and again whenever one of the named parts is another one. */
  watchParts<Part extends keyof S>(parts: readonly Part[], listener: Listener<S>): () => void {
    return this.watchFor((state) => parts.map((part) => state[part]), listener);
  }

  /** Calls the listener now, and again whenever one of the picked values is another one. */
  watchFor(pick: (state: S) => readonly unknown[], listener: Listener<S>): () => void {
    let last: readonly unknown[] | undefined;
    return this.watch((state, before) => {
      const now = pick(state);
      if (last !== undefined && now.every((value, at) => value === last?.[at])) return;
      last = now;
      listener(state, before);
    });
  }

  /** Replaces parts of the state. Listeners are told of a change made by a listener after this one. */
  change(part: Partial<S>): void {
    const before = this.current;
    const names = Object.keys(part) as (keyof S)[];
    if (names.every((name) => part[name] === before[name])) return;
    this.current = { ...before, ...part };
    const after = this.current;
    for (const listener of [...this.listeners]) listener(after, before);
  }
}
