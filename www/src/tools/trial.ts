// An edit on trial: what it would do is shown on the map and in the effect box, until it is made or
// given up.
import { EngineError } from '../engine/client';
import type { Edit, Effect, LonLat, ZoneEffect } from '../engine/types';
import { count } from '../i18n';
import type { Pen } from '../map/overlay';
import { polygonsById, type Polygon } from '../map/shapes';
import { middleOf, placeWithout } from './ground';
import { pill } from './ink';
import type { ToolContext } from './tool';
import { UnitOutlines } from './units';

const LABELS_MOST = 8;
const TONE = '#16202b';

/** Refusals that mean no more than that the drawing is not finished. */
const UNFINISHED = ['edit.line_misses', 'edit.line_beside_units', 'edit.point_count', 'edit.nothing', 'edit.nothing_inside'];

interface Label {
  readonly place: LonLat;
  readonly words: string;
}

function isApart(thrown: unknown): boolean {
  return thrown instanceof EngineError && thrown.code === 'edit.disconnects';
}

/** The same edit with whole units, where it cuts some. */
function uncut(edit: Edit): Edit | undefined {
  return 'cut' in edit && edit.cut === true ? { ...edit, cut: false } : undefined;
}

export class Trial {
  readonly units: UnitOutlines;
  private edit: Edit | undefined;
  private shown: Edit | undefined;
  private era = 0;
  /** Answers may overtake one another on the way through the outlines of units. */
  private asked = 0;
  private drawn = 0;
  private readonly drawing: string;

  constructor(
    private readonly context: ToolContext,
    name: string,
    /** Hears when the edit is accepted or refused. */
    private readonly onChange: () => void = () => undefined,
  ) {
    this.drawing = `${name}:trial`;
    this.empty();
    this.units = new UnitOutlines((units) => context.editor.ask('unitShapes', { units }));
  }

  /** Whether there is an edit that can be made. */
  get isReady(): boolean {
    return this.edit !== undefined && this.shown !== undefined;
  }

  /**
   * Shows what an edit would do. While a drawing `isUnfinished`, it is not told what it lacks. Where cutting units
   * would leave a zone in parts, whole units are tried in their place.
   */
  async show(edit: Edit, isUnfinished = false, instead?: unknown): Promise<void> {
    const { editor } = this.context;
    const { era } = this;
    this.asked += 1;
    const turn = this.asked;
    this.edit = edit;
    const refused = (thrown: unknown): void => {
      // A newer edit is asked for already: it is not to give way to what this one would become.
      if (era !== this.era || turn !== this.asked) return;
      this.drawn = turn;
      const whole = isApart(thrown) ? uncut(edit) : undefined;
      // Why the line itself will not do is what the planner has to know where whole units will not do either.
      if (whole !== undefined) void this.show(whole, isUnfinished, thrown);
      else this.refused(instead ?? thrown, isUnfinished);
    };
    const note = instead === undefined ? undefined : this.context.say('trial.whole');
    try {
      const effect = await editor.preview(edit, refused, note);
      if (effect === undefined || era !== this.era) return;
      this.shown = edit;
      this.onChange();
      const ground = await this.groundOf(effect);
      if (era !== this.era || turn < this.drawn) return;
      this.drawn = turn;
      this.draw(effect, ground);
    } catch (thrown) {
      editor.refuse(thrown);
    }
    this.onChange();
  }

  /** Makes the edit that was shown last. True when it is made; the drawing stays till it is. */
  async commit(): Promise<boolean> {
    const { edit } = this;
    if (edit === undefined) return false;
    const effect = await this.context.editor.apply(edit);
    if (effect !== undefined && this.edit === edit) this.clear();
    return effect !== undefined;
  }

  clear(): void {
    const { editor, store } = this.context;
    this.era += 1;
    this.edit = undefined;
    this.shown = undefined;
    editor.endPreview();
    this.empty();
    if (store.state.message?.kind === 'refused') store.change({ message: undefined });
    this.onChange();
  }

  /** Gives up what is on trial, for good. */
  stop(): void {
    this.clear();
    this.context.map.overlay.remove(this.drawing);
  }

  /** Keeps the place of the drawing: what tools draw afterwards lies above it. */
  private empty(): void {
    this.context.map.overlay.put(this.drawing, () => undefined);
  }

  private refused(thrown: unknown, isUnfinished: boolean): void {
    this.shown = undefined;
    this.empty();
    const isMinor = thrown instanceof EngineError && UNFINISHED.includes(thrown.problem.code);
    if (!isMinor || !isUnfinished) this.context.editor.refuse(thrown);
    this.onChange();
  }

  /** The ground that would move: pieces as a line would cut them, else whole units. */
  private async groundOf({ moved, ground }: Effect): Promise<readonly Polygon[]> {
    return ground === undefined ? this.units.of(moved) : [...polygonsById(ground).values()].flat();
  }

  private draw(effect: Effect, ground: readonly Polygon[]): void {
    const labels = this.labels(effect, ground);
    // The ground itself is marked for every preview, in `map/marks.ts`.
    this.context.map.overlay.put(this.drawing, (pen: Pen) => {
      for (const { place, words } of labels) pill(pen, place, words, TONE);
    });
  }

  /** Households of every zone that would have others, on the ground that it would have. */
  private labels(effect: Effect, ground: readonly Polygon[]): Label[] {
    const touched = effect.zones.filter(
      ({ change, householdsBefore, householdsAfter }) =>
        change === 'new' || (change === 'changed' && householdsBefore !== householdsAfter),
    );
    return touched.slice(0, LABELS_MOST).flatMap((zone) => {
      const place = this.placeOf(zone, ground);
      return place === undefined ? [] : [{ place, words: this.wordsOf(zone) }];
    });
  }

  private placeOf({ key, change }: ZoneEffect, ground: readonly Polygon[]): LonLat | undefined {
    const { map, store } = this.context;
    if (change === 'new') return middleOf(ground)?.place;
    const own = store.state.plan?.rows.get(key)?.place;
    if (own === undefined) return undefined;
    return placeWithout(map.zones.outline(key), ground, own) ?? own;
  }

  private wordsOf({ code, change, householdsBefore, householdsAfter }: ZoneEffect): string {
    const { say, store } = this.context;
    const { lang } = store.state;
    const after = count(lang, householdsAfter);
    if (change === 'new') return say('trial.new', { households: after });
    return say('trial.zone', { code: code.slice(-3), before: count(lang, householdsBefore), after });
  }
}
