// The layers of the project on the map: what was drawn before anything was merged.
import type { Map as MapLibre } from 'maplibre-gl';
import type { LayerInfo } from '../engine/types';
import type { Shown } from '../state/view';
import { topOf } from './layers';
import { cellFill, CUT, fillOpacity, GROUND, JOIN, layerColour, linePaint } from './style';

/** Of cells that are told apart by colour; lines below stay in sight. */
const CELL_OPACITY = 0.85;

/** A layer on the map. */
interface Drawn {
  readonly layer: LayerInfo;
  readonly source: string;
  /** The address of its GeoJSON in the browser's memory. */
  readonly url: string;
  /** The map layers that its switch shows and hides, bottom first, each with its full opacity. */
  readonly parts: readonly { id: string; kind: 'fill' | 'line'; opacity: number }[];
}

export class CellsOnMap {
  private readonly drawn = new Map<string, Drawn>();

  constructor(private readonly map: MapLibre) {}

  /** Draws a layer from GeoJSON bytes. */
  draw(layer: LayerInfo, position: number, geojson: Uint8Array<ArrayBuffer>): void {
    const source = `layer:${layer.id}`;
    const url = URL.createObjectURL(new Blob([geojson], { type: 'application/geo+json' }));
    this.map.addSource(source, { type: 'geojson', data: url, ...CUT, generateId: true });
    const colour = layerColour(layer, position);
    if (layer.role === 'base') {
      const id = `${source}:ground`;
      this.map.addLayer({ id, source, type: 'fill', paint: GROUND }, topOf('ground'));
    }
    const parts: { id: string; kind: 'fill' | 'line'; opacity: number }[] = [];
    if (layer.role !== 'barrier') {
      const id = `${source}:fill`;
      const opacity = fillOpacity(layer);
      const paint = { 'fill-color': colour, 'fill-opacity': opacity };
      this.map.addLayer({ id, source, type: 'fill', paint }, topOf('cells'));
      parts.push({ id, kind: 'fill', opacity });
    }
    const id = `${source}:line`;
    const layout = { ...JOIN, 'line-cap': 'butt' } as const;
    this.map.addLayer(
      { id, source, type: 'line', paint: linePaint(layer, colour), layout },
      topOf('cells'),
    );
    parts.push({ id, kind: 'line', opacity: 1 });
    this.drawn.set(layer.id, { layer, source, url, parts });
  }

  isBase(id: string): boolean {
    return this.drawn.get(id)?.layer.role === 'base';
  }

  /** The white ground below the base grid; a base map takes its place. */
  showGround(isShown: boolean): void {
    for (const { layer, source } of this.drawn.values()) {
      const visibility = isShown ? 'visible' : 'none';
      if (layer.role === 'base') this.map.setLayoutProperty(`${source}:ground`, 'visibility', visibility);
    }
  }

  /** Shows and hides a layer, dims it, and puts it below what lies under a map layer. */
  show({ id, isVisible, opacity }: Shown, below: string): void {
    const drawn = this.drawn.get(id);
    for (const part of drawn?.parts ?? []) {
      this.map.setLayoutProperty(part.id, 'visibility', isVisible ? 'visible' : 'none');
      this.map.setPaintProperty(part.id, `${part.kind}-opacity`, part.opacity * opacity);
      this.map.moveLayer(part.id, below);
    }
  }

  /** Fills the cells of one layer with colours that tell them apart; of all others no more. */
  tellApart(chosen: string | undefined): void {
    for (const { layer, parts } of this.drawn.values()) {
      const fill = parts.find(({ kind }) => kind === 'fill');
      if (fill === undefined) continue;
      const isChosen = layer.id === chosen;
      if (isChosen) this.map.setLayoutProperty(fill.id, 'visibility', 'visible');
      const position = [...this.drawn.keys()].indexOf(layer.id);
      const colour = isChosen ? cellFill() : layerColour(layer, position);
      this.map.setPaintProperty(fill.id, 'fill-color', colour);
      if (isChosen) this.map.setPaintProperty(fill.id, 'fill-opacity', CELL_OPACITY);
    }
  }

  clear(): void {
    for (const { source, url, parts } of this.drawn.values()) {
      const ground = `${source}:ground`;
      if (this.map.getLayer(ground) !== undefined) this.map.removeLayer(ground);
      for (const { id } of parts) this.map.removeLayer(id);
      this.map.removeSource(source);
      URL.revokeObjectURL(url);
    }
    this.drawn.clear();
  }
}
