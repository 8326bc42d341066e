// Chooses zones: by a click, with Shift several, by a box those whose labels lie in it.
import type { LonLat, ZoneKey } from '../engine/types';
import { HOVER_INK } from '../map/style';
import { Latest } from '../state/queue';
import { DRAWN, DRAWN_FILL } from './ink';
import type { InHand, Pointer, Tool, ToolContext } from './tool';

const HOVER = 'select:hover';
const BOX = 'select:box';

export const select: Tool = {
  id: 'select',
  group: 'look',
  title: 'tool.select',
  hint: 'tool.select.hint',
  key: 'v',
  moreKeys: [['Shift', 'keys.shift']],
  icon: ['M5 3l6.5 16 2.4-6.6L20.5 10z'],
  cursor: 'default',
  needsPlan: false,
  start: (context) => new Selecting(context),
};

class Selecting implements InHand {
  private readonly latest = new Latest();
  private from: LonLat | undefined;

  constructor(private readonly context: ToolContext) {
    context.setMode({ tool: 'select', hovered: undefined });
  }

  stop(): void {
    this.latest.forget();
    this.context.map.overlay.remove(HOVER);
    this.context.map.overlay.remove(BOX);
  }

  onClick({ place, shift, ctrl }: Pointer): void {
    void this.context.editor.selectAt(place, shift || ctrl);
  }

  onMove({ place: [lon_deg, lat_deg], isTouch }: Pointer): void {
    const { editor, store } = this.context;
    if (isTouch || store.state.plan === undefined || store.state.isBusy) return;
    void this.latest
      .ask(() => editor.ask('unitAt', { lon_deg, lat_deg }))
      .then((at) => this.hover(at?.zone));
  }

  onLeave(): void {
    this.latest.forget();
    this.hover(undefined);
  }

  onDragStart({ place, shift }: Pointer): boolean {
    if (!shift || this.context.store.state.plan === undefined) return false;
    this.from = place;
    return true;
  }

  onDrag({ place }: Pointer): void {
    const { from } = this;
    if (from === undefined) return;
    const corners: LonLat[] = [from, [place[0], from[1]], place, [from[0], place[1]]];
    this.context.map.overlay.put(BOX, (pen) => pen.outline(corners, { ...DRAWN, ...DRAWN_FILL }));
  }

  onDragEnd({ place }: Pointer, hasMoved: boolean): void {
    const { map, editor, store } = this.context;
    const { from } = this;
    const { plan, selection } = store.state;
    this.from = undefined;
    map.overlay.remove(BOX);
    if (!hasMoved || from === undefined || plan === undefined) return;
    const within = (axis: 0 | 1, at: LonLat): boolean =>
      at[axis] >= Math.min(from[axis], place[axis]) && at[axis] <= Math.max(from[axis], place[axis]);
    const boxed = [...plan.rows.values()].filter((row) => within(0, row.place) && within(1, row.place));
    editor.select([...selection, ...boxed.map(({ key }) => key)]);
  }

  onKey(event: KeyboardEvent): boolean {
    const { editor, store } = this.context;
    if (event.key !== 'Escape' || store.state.selection.length === 0) return false;
    editor.select([]);
    return true;
  }

  private hover(zone: ZoneKey | undefined): void {
    const { map, setMode, store } = this.context;
    if (store.state.mode.tool !== 'select' || store.state.mode.hovered === zone) return;
    setMode({ tool: 'select', hovered: zone });
    if (zone === undefined) map.overlay.remove(HOVER);
    else map.overlay.put(HOVER, (pen) => pen.polygons(map.zones.outline(zone), HOVER_INK));
  }
}
