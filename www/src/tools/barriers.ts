// Which barriers divide a zone, and where they run.
import type { FeatureCollection } from 'geojson';
import type { Context } from '../context';
import { EngineError } from '../engine/client';
import type { BarrierNear, Edit, LonLat, ZoneKey } from '../engine/types';
import { cuts } from './cut';

interface Line {
  /** Its own, or its key where it has none; so the engine names it. */
  readonly name: string;
  readonly points: readonly LonLat[];
}

export class BarrierLines {
  private read: Promise<readonly Line[]> | undefined;

  constructor(private readonly context: Context) {}

  /** Those along which a zone can be split: most run beside its units, or through them. */
  async dividing(zone: ZoneKey): Promise<BarrierNear[]> {
    const { engine, editor, store } = this.context;
    const { lang } = store.state;
    const found: BarrierNear[] = [];
    for (const near of await editor.ask('barriersNear', { zone, lang })) {
      const edit: Edit = { kind: 'split-zone', zone, by: { barrier: near.index }, cut: cuts() };
      try {
        await engine.call('preview', { edit, lang });
        found.push(near);
      } catch (thrown) {
        if (!(thrown instanceof EngineError) || !thrown.code.startsWith('edit.')) throw thrown;
      }
    }
    return found;
  }

  /** All lines of the name of a barrier: a street often comes in several pieces. */
  async of({ name }: BarrierNear): Promise<(readonly LonLat[])[]> {
    this.read ??= this.readAll();
    const lines = await this.read;
    return lines.filter((line) => line.name === name).map(({ points }) => points);
  }

  private async readAll(): Promise<Line[]> {
    const { editor, store } = this.context;
    const layers = store.state.project?.layers.filter(({ role }) => role === 'barrier') ?? [];
    const lines: Line[] = [];
    for (const { id } of layers) {
      const bytes = await editor.ask('cells', { layer: id });
      lines.push(...linesOf(JSON.parse(new TextDecoder().decode(bytes))));
    }
    return lines;
  }
}

/** The lines of GeoJSON that the engine wrote. */
function linesOf(collection: FeatureCollection): Line[] {
  return collection.features.flatMap(({ geometry, properties }) => {
    const own = String(properties?.['name'] ?? '');
    const name = own === '' ? String(properties?.['key'] ?? '') : own;
    const parts =
      geometry.type === 'LineString'
        ? [geometry.coordinates]
        : geometry.type === 'MultiLineString'
          ? geometry.coordinates
          : [];
    return parts.map((points) => ({
      name,
      points: points.map(([lon = 0, lat = 0]): LonLat => [lon, lat]),
    }));
  });
}
