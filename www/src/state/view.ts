// How the map shows things: which layers in which order, how dense, in which colours.
import type { Opened } from '../engine/types';
import { ZONES } from '../map/layers';

/** What the colours of the zones mean. */
export const COLOUR_MODES = ['state', 'zone', 'households', 'edited', 'kept', 'department'] as const;
export type ColourMode = (typeof COLOUR_MODES)[number];

/** How one layer is shown. */
export interface Shown {
  readonly id: string;
  readonly isVisible: boolean;
  /** From 0 to 1. */
  readonly opacity: number;
}

/** An online map of the user's own choice below everything. */
export interface BaseMap {
  /** Addresses of a tile with `{z}`, `{x}`, `{y}`, and `{s}` where there are several servers; bottom first. */
  readonly templates: readonly string[];
  readonly attribution: string;
}

export interface View {
  /** Topmost first. */
  readonly layers: readonly Shown[];
  readonly colour: ColourMode;
  /** The layer whose cells are coloured in the mode `department`. */
  readonly department: string | undefined;
  readonly hasLabels: boolean;
  /** The map shows the time before: the first proposal, or the base grid. */
  readonly before: 'proposal' | 'base' | undefined;
  /** Whether the page lets pictures in from elsewhere, and if not, which page does. */
  readonly baseMaps: 'allowed' | { readonly page: string } | undefined;
  readonly baseMap: BaseMap | undefined;
}

export const FIRST_VIEW: View = {
  layers: [],
  colour: 'state',
  department: undefined,
  hasLabels: true,
  before: undefined,
  baseMaps: undefined,
  baseMap: undefined,
};

/** The view of a newly opened project: its frame only. */
export function viewOf({ layers }: Opened, before: View): View {
  const isFrame = (role: string): boolean => ['base', 'community', 'barrier'].includes(role);
  const rank = ['community', 'base', 'department', 'barrier', 'households', 'building', 'estate', 'exclusive'];
  const shown = layers
    .map(({ id, role }, position) => ({ id, role, position }))
    .sort((a, b) => rank.indexOf(a.role) - rank.indexOf(b.role) || a.position - b.position)
    .map(({ id, role }) => ({ id, isVisible: isFrame(role), opacity: 1 }));
  const department = layers.find(({ role }) => role === 'department')?.id;
  return { ...before, layers: shown, department, before: undefined };
}

/** The view once there are zones: they come below the lines, and the base grid makes room. */
export function withZones(view: View, { layers }: Opened): View {
  const base = new Set(layers.filter(({ role }) => role === 'base').map(({ id }) => id));
  const others = view.layers
    .filter(({ id }) => id !== ZONES)
    .map((shown) => (base.has(shown.id) ? { ...shown, isVisible: false } : shown));
  return { ...view, layers: [...others, { id: ZONES, isVisible: true, opacity: 1 }] };
}

export function withLayer(view: View, id: string, part: Partial<Shown>): View {
  const layers = view.layers.map((shown) => (shown.id === id ? { ...shown, ...part } : shown));
  return { ...view, layers };
}

/** Moves a layer up (-1) or down (1) by places; at the ends it stays. */
export function moved(view: View, id: string, places: number): View {
  const from = view.layers.findIndex((shown) => shown.id === id);
  const to = Math.max(0, Math.min(view.layers.length - 1, from + places));
  const layer = view.layers[from];
  if (layer === undefined || from === to) return view;
  const layers = view.layers.filter((shown) => shown.id !== id);
  layers.splice(to, 0, layer);
  return { ...view, layers };
}

export function isShown(view: View, id: string): boolean {
  return view.layers.some((shown) => shown.id === id && shown.isVisible);
}
