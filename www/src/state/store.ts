// The page's own state: what is open, what is shown, what is under way. Everything that matters
// beyond this visit lives in the engine.
import type {
  EngineProblem,
  Located,
  Opened,
  Report,
  Step,
  ZoneCard,
  ZoneRow,
} from '../engine/types';
import type { Lang } from '../i18n';

/** What the page is doing. */
export type Phase =
  | { kind: 'idle' }
  | { kind: 'working'; progress: Step }
  | { kind: 'failed'; problem: EngineProblem };

/** What a merge gave. */
export interface Result {
  readonly rows: readonly ZoneRow[];
  readonly report: Report;
}

/** What the user looks at: a zone, a place, or a place in a zone. */
export interface Chosen {
  readonly card: ZoneCard | undefined;
  readonly located: Located | undefined;
}

export interface State {
  readonly lang: Lang;
  readonly phase: Phase;
  readonly project: Opened | undefined;
  /** Id of the policy to merge under. */
  readonly policy: string;
  readonly result: Result | undefined;
  readonly chosen: Chosen | undefined;
  /** Ids of the layers that the map shows. */
  readonly visible: ReadonlySet<string>;
}

type Listener = (state: State, before: State) => void;

export class Store {
  private readonly listeners: Listener[] = [];

  constructor(private current: State) {}

  get state(): State {
    return this.current;
  }

  /** Calls the listener now and after every change. */
  watch(listener: Listener): void {
    this.listeners.push(listener);
    listener(this.current, this.current);
  }

  change(part: Partial<State>): void {
    const before = this.current;
    this.current = { ...before, ...part };
    for (const listener of this.listeners) listener(this.current, before);
  }
}
