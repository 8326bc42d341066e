// The map: draws what it is given, says what was clicked. It asks no server for anything.
import {
  Map as MapLibre,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type FilterSpecification,
} from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { Bounds, LayerInfo } from '../engine/types';
import { say, type Key, type Lang } from '../i18n';
import { topOf, ZONES } from './layers';
import {
  EMPTY_STYLE,
  FONTS,
  GROUND,
  ZONE_BORDER,
  ZONE_CHOSEN,
  ZONE_FILL,
  ZONE_LABEL,
  ZONE_LABEL_PAINT,
  fillOpacity,
  layerColour,
  linePaint,
} from './style';

setWorkerUrl(workerUrl);

/** A layer on the map. */
interface Drawn {
  /** Its sources, each with the address of its GeoJSON in the browser's memory. */
  sources: [source: string, url: string][];
  /** The map layers that its switch shows and hides. */
  ids: string[];
}

export class GridMap {
  private readonly map: MapLibre;
  private readonly drawn = new Map<string, Drawn>();
  private readonly loaded: Promise<void>;

  constructor(private readonly container: HTMLElement) {
    this.map = new MapLibre({
      container,
      style: EMPTY_STYLE,
      center: [105, 35],
      zoom: 3,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      localIdeographFontFamily: FONTS.join(', '),
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    this.map.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-right');
    this.loaded = new Promise((loaded) => this.map.once('load', () => loaded()));
  }

  /** Names the map and its buttons in a language. */
  speak(lang: Lang): void {
    const names: [string, Key][] = [
      ['.maplibregl-canvas', 'page.map'],
      ['.maplibregl-ctrl-zoom-in', 'map.zoom_in'],
      ['.maplibregl-ctrl-zoom-out', 'map.zoom_out'],
    ];
    for (const [selector, key] of names) {
      const named = this.container.querySelector(selector);
      named?.setAttribute('aria-label', say(lang, key));
      if (named instanceof HTMLButtonElement) named.title = say(lang, key);
    }
  }

  /** Draws a layer from GeoJSON bytes. */
  async draw(layer: LayerInfo, position: number, geojson: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.loaded;
    const source = `layer:${layer.id}`;
    const colour = layerColour(layer, position);
    const url = this.addSource(source, geojson);
    const top = topOf(layer.role);
    if (layer.role === 'base') {
      this.map.addLayer({ id: `${source}:ground`, source, type: 'fill', paint: GROUND }, topOf('ground'));
    }
    const ids: string[] = [];
    const opacity = fillOpacity(layer);
    if (opacity > 0) {
      const id = `${source}:fill`;
      const paint = { 'fill-color': colour, 'fill-opacity': opacity };
      this.map.addLayer({ id, source, type: 'fill', paint }, top);
      ids.push(id);
    }
    const id = `${source}:line`;
    const paint = linePaint(layer, colour);
    const layout = { 'line-join': 'round', 'line-cap': 'butt' } as const;
    this.map.addLayer({ id, source, type: 'line', paint, layout }, top);
    ids.push(id);
    this.drawn.set(layer.id, { sources: [[source, url]], ids });
  }

  /** Draws the merged zones in place of those drawn before. */
  async drawZones(
    polygons: Uint8Array<ArrayBuffer>,
    labels: Uint8Array<ArrayBuffer>,
  ): Promise<void> {
    await this.loaded;
    this.remove(ZONES);
    const source = ZONES;
    const labelSource = `${ZONES}:labels`;
    const sources: Drawn['sources'] = [
      [source, this.addSource(source, polygons)],
      [labelSource, this.addSource(labelSource, labels)],
    ];
    const [fill, border, chosen, label] = ['fill', 'border', 'chosen', 'label'].map(
      (part) => `${ZONES}:${part}`,
    ) as [string, string, string, string];
    const round = { 'line-join': 'round' } as const;
    this.map.addLayer({ id: fill, source, type: 'fill', paint: ZONE_FILL }, topOf('zone'));
    this.map.addLayer(
      { id: border, source, type: 'line', paint: ZONE_BORDER, layout: round },
      topOf('zone-border'),
    );
    this.map.addLayer(
      { id: chosen, source, type: 'line', paint: ZONE_CHOSEN, layout: round, filter: codeIs('') },
      topOf('zone-border'),
    );
    this.map.addLayer(
      { id: label, source: labelSource, type: 'symbol', layout: ZONE_LABEL, paint: ZONE_LABEL_PAINT },
      topOf('zone-label'),
    );
    this.drawn.set(ZONES, { sources, ids: [fill, border, chosen, label] });
  }

  /** Marks the zone with a code; none where there is no code. */
  mark(code: string | undefined): void {
    if (this.drawn.has(ZONES)) this.map.setFilter(`${ZONES}:chosen`, codeIs(code ?? ''));
  }

  /** Moves to a place unless it is in sight. */
  reveal(place: [number, number]): void {
    if (!this.map.getBounds().contains(place)) this.map.jumpTo({ center: place });
  }

  onClick(hear: (lon_deg: number, lat_deg: number) => void): void {
    this.map.on('click', ({ lngLat }) => hear(lngLat.lng, lngLat.lat));
  }

  show(visible: ReadonlySet<string>): void {
    for (const [layer, { ids }] of this.drawn) {
      const visibility = visible.has(layer) ? 'visible' : 'none';
      for (const id of ids) this.map.setLayoutProperty(id, 'visibility', visibility);
    }
    this.tellWhenStill();
  }

  fit([west, south, east, north]: Bounds): void {
    this.map.fitBounds([west, south, east, north], { padding: 32, animate: false });
  }

  clear(): void {
    for (const layer of [...this.drawn.keys()]) this.remove(layer);
  }

  private addSource(source: string, geojson: Uint8Array<ArrayBuffer>): string {
    const url = URL.createObjectURL(new Blob([geojson], { type: 'application/geo+json' }));
    this.map.addSource(source, { type: 'geojson', data: url, tolerance: 0.2 });
    return url;
  }

  private remove(layer: string): void {
    for (const [source, url] of this.drawn.get(layer)?.sources ?? []) {
      for (const each of this.map.getStyle().layers) {
        if ('source' in each && each.source === source) this.map.removeLayer(each.id);
      }
      this.map.removeSource(source);
      URL.revokeObjectURL(url);
    }
    this.drawn.delete(layer);
  }

  /** Names the layers on the map once it has drawn them all (for tests and screen readers). */
  private tellWhenStill(): void {
    delete this.container.dataset['drawn'];
    this.map.once('idle', () => {
      const shown = [...this.drawn].filter(
        ([, { ids }]) => this.map.getLayoutProperty(ids[0] ?? '', 'visibility') !== 'none',
      );
      this.container.dataset['drawn'] = shown.map(([layer]) => layer).join(' ');
    });
  }
}

function codeIs(code: string): FilterSpecification {
  return ['==', ['get', 'code'], code];
}
