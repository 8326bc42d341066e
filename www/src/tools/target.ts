// The zone that units go to: the one chosen last. Alt and a click take the one under the pointer.
import type { LonLat, ZoneKey, ZoneRow } from '../engine/types';
import { count, type Key } from '../i18n';
import { element } from '../panels/dom';
import { CANDIDATE } from './ink';
import type { ToolContext } from './tool';

export class Target {
  private readonly drawing: string;

  constructor(
    private readonly context: ToolContext,
    name: string,
  ) {
    this.drawing = `${name}:target`;
  }

  get row(): ZoneRow | undefined {
    const { plan, selection } = this.context.store.state;
    const zone = selection.at(-1);
    return zone === undefined ? undefined : plan?.rows.get(zone);
  }

  get zone(): ZoneKey | undefined {
    return this.row?.key;
  }

  /** Takes the zone at a place. */
  async takeAt([lon_deg, lat_deg]: LonLat): Promise<ZoneKey | undefined> {
    const { editor } = this.context;
    try {
      const at = await editor.ask('unitAt', { lon_deg, lat_deg });
      if (at !== undefined) editor.select([at.zone]);
      return at?.zone;
    } catch (thrown) {
      editor.refuse(thrown);
      return undefined;
    }
  }

  /** What the bar says of it, and what it says where there is none. */
  words(none: Key = 'target.none'): HTMLElement {
    const { say, store } = this.context;
    const { row } = this;
    if (row === undefined) return element('span', 'target none', say(none));
    const households = count(store.state.lang, row.households);
    return element('span', 'target', say('target.zone', { code: row.code.slice(-3), community: row.community, households }));
  }

  mark(): void {
    const { map, store } = this.context;
    const { zone } = this;
    // A zone chosen alone stands out already.
    if (zone === undefined || store.state.selection.length < 2) map.overlay.remove(this.drawing);
    else map.overlay.put(this.drawing, (pen) => pen.polygons(map.zones.outline(zone), CANDIDATE));
  }

  stop(): void {
    this.context.map.overlay.remove(this.drawing);
  }
}
