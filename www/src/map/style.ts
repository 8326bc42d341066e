// Colours and widths of the map; nowhere else.
import type {
  ExpressionSpecification,
  FillLayerSpecification,
  LineLayerSpecification,
  StyleSpecification,
  SymbolLayerSpecification,
} from 'maplibre-gl';
import type { LayerInfo } from '../engine/types';
import { topOf, Z_ORDER } from './layers';

type Paint = NonNullable<LineLayerSpecification['paint']>;

/** Fonts of the device; no glyphs are fetched. */
export const FONTS = ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'sans-serif'];

/** Departments in the order of the project; told apart by hue, all dark enough on the background. */
const DEPARTMENTS = [
  '#2757a8',
  '#b04a12',
  '#7d3c98',
  '#b3263a',
  '#1f7a4d',
  '#7a6500',
  '#0d7585',
  '#9c3f7a',
  '#5a5f10',
  '#4b4fb5',
];

/** Okabe and Ito, lightened. */
const CELL_PALETTE = ['#a6cee8', '#f3cf8b', '#a8d9c5', '#eebfd9', '#f2b79b', '#c9c5e8', '#e9e3a4'];

const BASE = '#3c4854';
const COMMUNITY = '#11181f';
const ESTATE = '#8a7f5c';
const EXCLUSIVE = '#6b4c9a';
const RIVER = '#4f97c4';
const RAIL = '#33393f';
const ROAD = '#a9a294';
const BUILDING = '#8d7f6d';

/** The colour of a layer in the list and on the map. */
export function layerColour(layer: LayerInfo, position: number): string {
  switch (layer.role) {
    case 'base':
      return BASE;
    case 'community':
      return COMMUNITY;
    case 'estate':
      return ESTATE;
    case 'building':
      return BUILDING;
    case 'exclusive':
      return EXCLUSIVE;
    case 'barrier':
      return ROAD;
    case 'department':
    case 'households':
      return DEPARTMENTS[position % DEPARTMENTS.length] ?? BASE;
  }
}

/** How the lines of a layer are drawn. */
export function linePaint(layer: Pick<LayerInfo, 'role'>, colour: string): Paint {
  switch (layer.role) {
    case 'base':
      return { 'line-color': colour, 'line-width': 1 };
    case 'community':
      return { 'line-color': colour, 'line-width': 2, 'line-dasharray': [5, 2] };
    case 'barrier':
      return {
        'line-color': ['match', ['get', 'class'], 'river', RIVER, 'rail', RAIL, colour],
        'line-width': [
          'match',
          ['get', 'class'],
          'river', 4,
          'rail', 1.5,
          'road', 2.5,
          'street', 1.5,
          1,
        ],
      };
    default:
      return { 'line-color': colour, 'line-width': 1.4, 'line-dasharray': [3, 1.5] };
  }
}

/** Fills that tell the cells of one layer apart. */
export function cellFill(): ExpressionSpecification {
  const picked: ExpressionSpecification = ['%', ['to-number', ['id'], 0], CELL_PALETTE.length];
  return ['match', picked, ...CELL_PALETTE.flatMap((colour, at) => [at, colour]), '#dde3e7'] as unknown as ExpressionSpecification;
}

/** A light wash that shows where the cells of some roles lie. */
export function fillOpacity(layer: LayerInfo): number {
  if (layer.role === 'exclusive') return 0.18;
  if (layer.role === 'building') return 0.35;
  return layer.role === 'estate' ? 0.12 : 0;
}

/** The fill is a feature state: see `zones.ts`. */
export const ZONE_FILL: NonNullable<FillLayerSpecification['paint']> = {
  'fill-color': ['to-color', ['feature-state', 'fill'], 'rgba(255, 255, 255, 0)'],
  'fill-opacity': 1,
};

export const ZONE_LINE: Paint = {
  'line-color': '#0b6165',
  'line-width': ['interpolate', ['linear'], ['zoom'], 11, 0.8, 15, 2],
};

/** The same on the overlay. */
export const ZONE_BORDER_INK = { line: '#0b6165', width_px: 2 } as const;
/** Around the chosen zones: dark, with a light edge, so that it stands out from every fill. */
export const CHOSEN_INK = { line: '#16202b', width_px: 3 } as const;
export const CHOSEN_EDGE = { line: '#ffffff', width_px: 6 } as const;
/** Around the place of a refusal. */
export const REFUSED_EDGE = { line: '#ffffff', width_px: 7 } as const;
export const REFUSED_INK = { line: '#a3202f', width_px: 3 } as const;
/** Units that an edit would move. */
export const MOVED_INK = { line: '#8a3d00', width_px: 1, fill: 'rgba(230, 126, 34, 0.45)' } as const;
export const HOVER_INK = { line: '#16202b', width_px: 1.5, dash_px: [4, 3] } as const;

export const ZONE_LABEL: NonNullable<SymbolLayerSpecification['layout']> = {
  'text-field': [
    'step',
    ['zoom'],
    ['get', 'short'],
    14,
    ['concat', ['get', 'short'], '\n', ['get', 'households']],
    16,
    ['concat', ['get', 'long'], '\n', ['get', 'households']],
  ],
  'text-font': FONTS,
  'text-size': 12,
  'text-line-height': 1.2,
  'text-padding': 4,
};

export const ZONE_LABEL_PAINT: NonNullable<SymbolLayerSpecification['paint']> = {
  'text-color': '#083f42',
  'text-halo-color': '#ffffff',
  'text-halo-width': 1.6,
};

/**
 * How sources are cut into tiles: points that are less than so many pixels off the line are left out, and lines reach
 * so many pixels beyond their tile. Half as far off, and as far beyond as the library would, is nearly twice the work.
 */
export const CUT = { tolerance: 0.375, buffer: 16 };

/** Round corners are three times the work of these, and at most two pixels wide. */
export const JOIN = { 'line-join': 'miter' } as const;

/** What the base grid covers stands out from what lies beyond. */
export const GROUND = { 'fill-color': '#ffffff', 'fill-antialias': false };

/** Nothing but the background and the marks of the drawing order. */
export const EMPTY_STYLE: StyleSpecification = {
  version: 8,
  sources: {},
  layers: [
    { id: 'background', type: 'background', paint: { 'background-color': '#eef1f3' } },
    ...Z_ORDER.map((kind) => ({
      id: topOf(kind),
      type: 'background' as const,
      layout: { visibility: 'none' as const },
    })),
  ],
};
