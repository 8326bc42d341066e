// An online map of the user's own choice below everything; off unless the user names one. Its tiles
// have to be in Web Mercator (EPSG:3857), as the map is.
import type { Map as MapLibre } from 'maplibre-gl';
import type { BaseMap } from '../state/view';
import { topOf } from './layers';

const BASE_MAP = 'base-map';
/** Servers of 天地图: t0 to t7. */
const SERVERS = 8;

/** Why an address cannot be used. */
export type BaseMapFault = 'basemap.not_https' | 'basemap.no_tile' | 'basemap.not_mercator';

/** 天地图 with the user's key: a map and its Chinese labels. */
export function tianditu(kind: 'vector' | 'imagery', key: string): BaseMap {
  const layers = kind === 'vector' ? ['vec', 'cva'] : ['img', 'cia'];
  return { templates: layers.map((layer) => tiandituTemplate(layer, key)), attribution: '天地图' };
}

function tiandituTemplate(layer: string, key: string): string {
  const query = [
    'SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0',
    `LAYER=${layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles`,
    'TILEMATRIX={z}&TILEROW={y}&TILECOL={x}',
    `tk=${encodeURIComponent(key)}`,
  ].join('&');
  return `https://t{s}.tianditu.gov.cn/${layer}_w/wmts?${query}`;
}

/** What is wrong with the address of a tile; nothing where it can be used. */
export function faultOf(template: string): BaseMapFault | undefined {
  if (!template.startsWith('https://')) return 'basemap.not_https';
  if (!['{z}', '{x}', '{y}'].every((sign) => template.includes(sign))) return 'basemap.no_tile';
  // 天地图 in longitude and latitude: its tiles have another shape than the map's.
  if (/_c\/wmts|TILEMATRIXSET=c\b/i.test(template)) return 'basemap.not_mercator';
  return undefined;
}

/** One address per server. */
export function addresses(template: string): string[] {
  if (!template.includes('{s}')) return [template];
  return Array.from({ length: SERVERS }, (_, server) => template.replaceAll('{s}', String(server)));
}

/** Puts a base map below everything, in place of the one before. */
export class BaseMaps {
  private shown: BaseMap | undefined;

  constructor(private readonly map: MapLibre) {}

  show(baseMap: BaseMap | undefined): void {
    if (baseMap === this.shown) return;
    for (const id of this.ids(this.shown)) {
      this.map.removeLayer(id);
      this.map.removeSource(id);
    }
    this.shown = baseMap;
    for (const [position, id] of this.ids(baseMap).entries()) {
      const tiles = addresses(baseMap?.templates[position] ?? '');
      this.map.addSource(id, { type: 'raster', tiles, tileSize: 256, maxzoom: 18 });
      this.map.addLayer({ id, source: id, type: 'raster' }, topOf('base-map'));
    }
  }

  private ids(baseMap: BaseMap | undefined): string[] {
    return (baseMap?.templates ?? []).map((_, position) => `${BASE_MAP}:${position}`);
  }
}
