// An edit on trial: what it would do is shown on the map and in the effect box, until it is made or
// given up.
import { EngineError } from '../engine/client';
import type { Edit, Effect, LonLat, UnitKey, ZoneEffect } from '../engine/types';
import { count } from '../i18n';
import type { Pen } from '../map/overlay';
import type { Polygon } from '../map/shapes';
import { MOVED_INK } from '../map/style';
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

  /** Shows what an edit would do. While a drawing `isUnfinished`, it is not told what it lacks. */
  async show(edit: Edit, isUnfinished = false): Promise<void> {
    const { editor } = this.context;
    const { era } = this;
    this.asked += 1;
    const turn = this.asked;
    this.edit = edit;
    try {
      const effect = await editor.preview(edit, (thrown) => {
        if (era !== this.era) return;
        this.drawn = turn;
        this.refused(thrown, isUnfinished);
      });
      if (effect === undefined || era !== this.era) return;
      this.shown = edit;
      this.onChange();
      const ground = await this.units.of(await this.whole(edit, effect));
      if (era !== this.era || turn < this.drawn) return;
      this.drawn = turn;
      this.draw(effect, ground, 'cut' in edit && edit.cut === true);
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

  /** The units that would move and are there now; the pieces of those that are cut are not yet. */
  private async whole(edit: Edit, { moved, zones }: Effect): Promise<UnitKey[]> {
    if (!('cut' in edit) || edit.cut === false) return moved;
    const { editor } = this.context;
    const old = zones.filter(({ change }) => change !== 'new');
    const now = await Promise.all(old.map(({ key }) => editor.ask('unitsOf', { zone: key })));
    const there = new Set(now.flat());
    return moved.filter((unit) => there.has(unit));
  }

  private draw(effect: Effect, ground: readonly Polygon[], isCutting: boolean): void {
    const labels = this.labels(effect, ground);
    this.context.map.overlay.put(this.drawing, (pen: Pen) => {
      // Ground that moves whole is marked for every preview, in `map/marks.ts`.
      if (isCutting) pen.polygons(ground, MOVED_INK);
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
