// The zones on the map. Their shapes lie in one source, by key: an edit changes only what it
// touched. Their colours are feature states: to colour them otherwise, no tile is made anew.
import type { Feature, Point } from 'geojson';
import type { GeoJSONFeatureDiff, GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import type { Shapes, ZoneKey, ZoneRow } from '../engine/types';
import type { ColourMode } from '../state/view';
import { Adjacency } from './adjacency';
import { ZONE_PALETTE, zoneFill } from './colours';
import { topOf, ZONES } from './layers';
import type { Overlay } from './overlay';
import { geometry, polygonsById, type Polygon } from './shapes';
import { eachInSlices } from './slices';
import { CUT, JOIN, ZONE_BORDER_INK, ZONE_FILL, ZONE_LABEL, ZONE_LABEL_PAINT, ZONE_LINE } from './style';

const SOURCE = ZONES;
const LABELS = `${ZONES}:labels`;
const FILL = `${ZONES}:fill`;
const BORDER = `${ZONES}:border`;
const LABEL = `${ZONES}:label`;
const BEFORE = `${ZONES}:before`;
const BEFORE_FILL = `${BEFORE}:fill`;
const BEFORE_LINE = `${BEFORE}:border`;
const JUST_CHANGED = 'just-changed';

/** What an edit did to the zones. */
export interface ZoneChanges {
  /** The new shapes of all zones that have another one. */
  readonly shapes: Shapes | undefined;
  /** The rows of all zones that are otherwise. */
  readonly rows: readonly ZoneRow[];
  readonly removed: readonly ZoneKey[];
}

/** How the zones are shown. */
export interface ZonesShown {
  readonly isVisible: boolean;
  readonly hasLabels: boolean;
  readonly opacity: number;
  /** The proposal in place of the zones as they are now. */
  readonly isProposal: boolean;
}

export class ZonesOnMap {
  private polygons = new Map<ZoneKey, Polygon[]>();
  private rows = new Map<ZoneKey, ZoneRow>();
  private fills = new Map<ZoneKey, string>();
  private adjacency = new Adjacency();
  private mode: ColourMode = 'state';
  private changes = 0;
  private urls: string[] = [];
  /** The rows of the proposal. */
  private proposal: readonly ZoneRow[] = [];

  constructor(
    private readonly map: MapLibre,
    private readonly overlay: Overlay,
  ) {}

  /** The ids of the map layers that the switch of the zones shows and hides. */
  static readonly ids = [FILL, BORDER, LABEL] as const;

  get isDrawn(): boolean {
    return this.urls.length > 0;
  }

  /** The outline of a zone. */
  outline(zone: ZoneKey): readonly Polygon[] {
    return this.polygons.get(zone) ?? [];
  }

  /** Draws all zones in place of those drawn before. */
  async draw(shapes: Shapes, rows: readonly ZoneRow[]): Promise<void> {
    this.clear();
    this.polygons = polygonsById(shapes);
    this.rows = new Map(rows.map((row) => [row.key, row]));
    this.proposal = rows;
    const features: string[] = [];
    await eachInSlices(this.polygons, ([key, polygons]) => {
      features.push(JSON.stringify(zoneFeature(key, polygons)));
      this.adjacency.put(key, polygons);
    });
    this.adjacency.colour(this.polygons.keys(), ZONE_PALETTE.length);
    const labels = rows.map((row) => JSON.stringify(labelFeature(row)));
    this.addSource(SOURCE, features);
    this.addSource(LABELS, labels);
    this.addLayers();
    this.colour(this.mode);
  }

  /** Redraws what an edit changed: at once above the map, then in the map itself. */
  change({ shapes, rows, removed }: ZoneChanges): void {
    const changed = shapes === undefined ? new Map<ZoneKey, Polygon[]>() : polygonsById(shapes);
    const labels = this.source(LABELS);
    const added = rows.filter(({ key }) => !this.rows.has(key));
    for (const key of removed) {
      this.rows.delete(key);
      this.polygons.delete(key);
      this.fills.delete(key);
      this.adjacency.remove(key);
    }
    for (const row of rows) this.rows.set(row.key, row);
    for (const [key, polygons] of changed) {
      this.polygons.set(key, polygons);
      this.adjacency.put(key, polygons);
    }
    this.adjacency.colour([...removed, ...changed.keys()], ZONE_PALETTE.length);
    this.paint(rows.map(({ key }) => key));
    const isNew = new Set(added.map(({ key }) => key));
    if (changed.size > 0 || removed.length > 0) this.changeShapes(changed, removed, isNew);
    labels.updateData({
      add: added.map(labelFeature),
      remove: [...removed],
      update: rows.filter(({ key }) => !isNew.has(key)).map(labelUpdate),
    });
  }

  /** Colours all zones in another way. */
  colour(mode: ColourMode): void {
    this.mode = mode;
    if (this.isDrawn) this.paint(this.rows.keys());
  }

  /** Shows and hides the zones, dims them, and puts them below a map layer. */
  show(how: ZonesShown, below: string): void {
    const { isVisible, hasLabels, opacity, isProposal } = how;
    this.showProposal(isProposal, opacity, below);
    const visibility = (shown: boolean): 'visible' | 'none' => (shown ? 'visible' : 'none');
    this.map.setLayoutProperty(FILL, 'visibility', visibility(isVisible));
    this.map.setLayoutProperty(BORDER, 'visibility', visibility(isVisible));
    this.map.setLayoutProperty(LABEL, 'visibility', visibility(isVisible && hasLabels));
    this.map.setPaintProperty(FILL, 'fill-opacity', opacity);
    this.map.setPaintProperty(BORDER, 'line-opacity', opacity);
    this.map.moveLayer(FILL, below);
  }

  clear(): void {
    if (!this.isDrawn) return;
    for (const id of [...ZonesOnMap.ids, BEFORE_FILL, BEFORE_LINE]) {
      if (this.map.getLayer(id) !== undefined) this.map.removeLayer(id);
    }
    for (const source of [SOURCE, LABELS, BEFORE]) {
      if (this.map.getSource(source) !== undefined) this.map.removeSource(source);
    }
    for (const url of this.urls) URL.revokeObjectURL(url);
    this.urls = [];
    this.polygons = new Map();
    this.rows = new Map();
    this.fills = new Map();
    this.adjacency = new Adjacency();
    this.overlay.remove(JUST_CHANGED);
  }

  /** The proposal as it was first drawn; its source is made when it is first looked at. */
  private showProposal(isShown: boolean, opacity: number, below: string): void {
    const [url] = this.urls;
    if (this.map.getSource(BEFORE) === undefined) {
      if (!isShown || url === undefined) return;
      this.map.addSource(BEFORE, { type: 'geojson', data: url, promoteId: 'key', ...CUT });
      const line = { id: BEFORE_LINE, source: BEFORE, type: 'line', paint: ZONE_LINE, layout: JOIN } as const;
      this.map.addLayer({ id: BEFORE_FILL, source: BEFORE, type: 'fill', paint: ZONE_FILL }, below);
      this.map.addLayer(line, topOf('zone-border'));
    }
    for (const row of isShown ? this.proposal : []) {
      const fill = zoneFill(this.mode, row, row.key);
      this.map.setFeatureState({ source: BEFORE, id: row.key }, { fill });
    }
    for (const id of [BEFORE_FILL, BEFORE_LINE]) {
      this.map.setLayoutProperty(id, 'visibility', isShown ? 'visible' : 'none');
    }
    this.map.setPaintProperty(BEFORE_FILL, 'fill-opacity', opacity);
    this.map.moveLayer(BEFORE_FILL, below);
  }

  private paint(keys: Iterable<ZoneKey>): void {
    for (const key of keys) {
      const row = this.rows.get(key);
      if (row === undefined) continue;
      const fill = zoneFill(this.mode, row, this.adjacency.colourOf(key));
      if (fill === this.fills.get(key)) continue;
      this.fills.set(key, fill);
      this.map.setFeatureState({ source: SOURCE, id: key }, { fill });
    }
  }

  /** The tiles follow the edit after a moment; till then the overlay shows the new shapes. */
  private changeShapes(
    changed: ReadonlyMap<ZoneKey, Polygon[]>,
    removed: readonly ZoneKey[],
    isNew: ReadonlySet<ZoneKey>,
  ): void {
    this.changes += 1;
    const turn = this.changes;
    const shown = [...changed].map(([key, polygons]) => ({ fill: this.fills.get(key), polygons }));
    this.overlay.put(JUST_CHANGED, (pen) => {
      for (const { fill, polygons } of shown) {
        pen.polygons(polygons, { fill: '#ffffff' });
        pen.polygons(polygons, { ...ZONE_BORDER_INK, ...(fill !== undefined && { fill }) });
      }
    });
    const fresh = [...changed].filter(([key]) => isNew.has(key));
    const other = [...changed].filter(([key]) => !isNew.has(key));
    const followed = this.source(SOURCE).updateData({
      add: fresh.map(([key, polygons]) => zoneFeature(key, polygons)),
      remove: [...removed],
      update: other.map(([id, polygons]) => ({ id, newGeometry: geometry(polygons) })),
    });
    void followed
      .then(() => this.map.once('idle'))
      .then(() => {
        if (turn === this.changes) this.overlay.remove(JUST_CHANGED);
      });
  }

  private addSource(id: string, features: string[]): void {
    const parts = ['{"type":"FeatureCollection","features":[', features.join(',\n'), ']}'];
    const url = URL.createObjectURL(new Blob(parts, { type: 'application/geo+json' }));
    this.urls.push(url);
    this.map.addSource(id, { type: 'geojson', data: url, promoteId: 'key', ...CUT });
  }

  private addLayers(): void {
    const cells = topOf('cells');
    this.map.addLayer({ id: FILL, source: SOURCE, type: 'fill', paint: ZONE_FILL }, cells);
    const border = topOf('zone-border');
    this.map.addLayer({ id: BORDER, source: SOURCE, type: 'line', paint: ZONE_LINE, layout: JOIN }, border);
    this.map.addLayer(
      { id: LABEL, source: LABELS, type: 'symbol', layout: ZONE_LABEL, paint: ZONE_LABEL_PAINT },
      topOf('zone-label'),
    );
  }

  private source(id: string): GeoJSONSource {
    return this.map.getSource(id) as GeoJSONSource;
  }
}

function zoneFeature(key: ZoneKey, polygons: readonly Polygon[]): Feature {
  return { type: 'Feature', properties: { key }, geometry: geometry(polygons) };
}

/** What a label says: from afar the number within the community, near by code and households. */
function labelWords({ code, households, isLocked }: ZoneRow): Record<string, string> {
  const locked = isLocked ? ' ■' : '';
  return { short: `${code.slice(-3)}${locked}`, long: `${code}${locked}`, households: String(households) };
}

function labelFeature(row: ZoneRow): Feature {
  const place: Point = { type: 'Point', coordinates: row.place };
  return { type: 'Feature', properties: { key: row.key, ...labelWords(row) }, geometry: place };
}

function labelUpdate(row: ZoneRow): GeoJSONFeatureDiff {
  const words = Object.entries(labelWords(row)).map(([key, value]) => ({ key, value }));
  return { id: row.key, newGeometry: labelFeature(row).geometry, addOrUpdateProperties: words };
}
