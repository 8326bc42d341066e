// What layers and zones are drawn with is made ready before there are any. A browser makes the programs of a kind of layer when
// it is first drawn, and the page waits for them and for all that is being drawn by then: after a merge that is the
// whole map, on an empty one nothing.
import type { FeatureCollection } from 'geojson';
import type { FillLayerSpecification, LineLayerSpecification, Map as MapLibre, SymbolLayerSpecification } from 'maplibre-gl';
import { GROUND, linePaint, ZONE_FILL, ZONE_LABEL, ZONE_LABEL_PAINT, ZONE_LINE } from './style';

const SOURCE = 'warm';
/** Drawn, but not seen. */
const UNSEEN = 0.004;
/** Half the side of the zone, in degrees: some pixels on the map of the start. */
const REACH_DEG = 1;

/** Kinds of layers that are drawn by other programs than zones, one of each kind. */
const ROLES = ['base', 'community', 'barrier'] as const;

type Way = FillLayerSpecification | LineLayerSpecification | SymbolLayerSpecification;

/** Draws a zone that nobody sees in the middle of the map, in every way, and takes it away again. */
export function warmUp(map: MapLibre): void {
  const { lng, lat } = map.getCenter();
  map.addSource(SOURCE, { type: 'geojson', data: zoneAt(lng, lat) });
  const layers = ways();
  for (const layer of layers) map.addLayer(layer);
  map.once('idle', () => {
    for (const { id } of layers) map.removeLayer(id);
    map.removeSource(SOURCE);
  });
}

/** The ways of drawing, bottom first. */
function ways(): Way[] {
  const source = SOURCE;
  const fills = [GROUND, ZONE_FILL].map((paint, at): Way => {
    return { id: `${SOURCE}:fill:${at}`, source, type: 'fill', paint: { ...paint, 'fill-opacity': UNSEEN } };
  });
  const lines = [...ROLES.map((role) => linePaint({ role }, '#000000')), ZONE_LINE].map((paint, at): Way => {
    return { id: `${SOURCE}:line:${at}`, source, type: 'line', paint: { ...paint, 'line-opacity': UNSEEN } };
  });
  const paint = { ...ZONE_LABEL_PAINT, 'text-opacity': UNSEEN };
  return [...fills, ...lines, { id: `${SOURCE}:label`, source, type: 'symbol', layout: ZONE_LABEL, paint }];
}

function zoneAt(lng: number, lat: number): FeatureCollection {
  const [west, south, east, north] = [lng - REACH_DEG, lat - REACH_DEG, lng + REACH_DEG, lat + REACH_DEG];
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
  const properties = { class: 'river', short: '0', long: '0', households: '0' };
  return {
    type: 'FeatureCollection',
    features: [
      { type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [ring] } },
      { type: 'Feature', properties, geometry: { type: 'Point', coordinates: [lng, lat] } },
    ],
  };
}
