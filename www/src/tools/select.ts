// Chooses zones by clicking.
import type { ZoneKey } from '../engine/types';
import { HOVER_INK } from '../map/style';
import { Latest } from '../state/queue';
import type { InHand, Pointer, Tool, ToolContext } from './tool';

const HOVER = 'select:hover';

export const select: Tool = {
  id: 'select',
  group: 'look',
  title: 'tool.select',
  hint: 'tool.select.hint',
  key: 'v',
  icon: ['M5 3l6.5 16 2.4-6.6L20.5 10z'],
  cursor: 'default',
  needsPlan: false,
  start: (context) => new Selecting(context),
};

class Selecting implements InHand {
  private readonly latest = new Latest();

  constructor(private readonly context: ToolContext) {
    context.setMode({ tool: 'select', hovered: undefined });
  }

  stop(): void {
    this.latest.forget();
    this.context.map.overlay.remove(HOVER);
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
