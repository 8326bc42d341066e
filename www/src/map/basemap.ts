// An online map of the user's own choice below everything; off unless the user names one.
import type { Map as MapLibre } from 'maplibre-gl';
import type { BaseMap } from '../state/view';
import { topOf } from './layers';

const BASE_MAP = 'base-map';

/** Why an address cannot be used. */
export type BaseMapFault = 'basemap.not_https' | 'basemap.no_tile' | 'basemap.not_mercator';

/** Addresses of 天地图 with the user's key: vector map and its Chinese labels, in Web Mercator. */
export function tianditu(layer: 'vec' | 'cva' | 'img' | 'cia', key: string): string {
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
  const has = (sign: string): boolean => template.includes(`{${sign}}`);
  if (!has('z') || !has('x') || !has('y')) return 'basemap.no_tile';
  // 天地图 in longitude and latitude: its tiles have another shape than the map's.
  if (/_c\/wmts|TILEMATRIXSET=c\b/i.test(template)) return 'basemap.not_mercator';
  return undefined;
}

export function showBaseMap(map: MapLibre, baseMap: BaseMap | undefined): void {
  const tiles = baseMap === undefined ? [] : servers(baseMap.template);
  const source = map.getSource(BASE_MAP);
  const isSame = source !== undefined && 'tiles' in source && String(source.tiles) === String(tiles);
  if (isSame) return;
  if (source !== undefined) {
    map.removeLayer(BASE_MAP);
    map.removeSource(BASE_MAP);
  }
  if (baseMap === undefined) return;
  map.addSource(BASE_MAP, {
    type: 'raster',
    tiles,
    tileSize: 256,
    maxzoom: 18,
    attribution: baseMap.attribution,
  });
  map.addLayer({ id: BASE_MAP, source: BASE_MAP, type: 'raster' }, topOf('base-map'));
}

/** One address per server; eight of them, as 天地图 has. */
function servers(template: string): string[] {
  if (!template.includes('{s}')) return [template];
  return Array.from({ length: 8 }, (_, server) => template.replaceAll('{s}', String(server)));
}
