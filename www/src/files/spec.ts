// From what is in loose files and what the user says about it to the layers of a manifest.
import type { ImportColumns, ImportLayer, ImportRole, ImportSpec, InspectedLayer, Inspection } from '../engine/types';
import type { Key } from '../i18n';

/** A layer of a file, and what the user says about it. */
export interface Draft {
  readonly file: string;
  readonly found: InspectedLayer;
  /** The file holds several layers, of which this is one. */
  readonly isOneOfSeveral: boolean;
  isIn: boolean;
  name: string;
  role: ImportRole;
  /** Empty: as the file says. */
  crs: string;
  columns: ImportColumns;
  /** Of all lines of a barrier layer, where no column says so. */
  barrierClass: string;
}

export type Column = keyof ImportColumns;

export const ROLES: readonly ImportRole[] = [
  'base',
  'department',
  'community',
  'households',
  'estate',
  'building',
  'exclusive',
  'barrier',
  'previous',
];
/** The reference systems that the engine reads. */
export const SYSTEMS = ['CRS84', 'EPSG:4326', 'EPSG:4490'] as const;
export const BARRIER_CLASSES = ['river', 'rail', 'road', 'street', 'lane'] as const;

/** The columns that are asked for, by role. */
const COLUMNS: Record<ImportRole, readonly Column[]> = {
  base: ['key', 'name', 'households', 'group'],
  department: ['key', 'name'],
  community: ['key', 'name', 'code', 'class'],
  households: ['households', 'key'],
  estate: ['key', 'name', 'households'],
  building: ['key', 'name', 'households'],
  exclusive: ['key', 'name', 'class'],
  barrier: ['class', 'name'],
  previous: ['key', 'name'],
};

/** Roles whose layers come first. */
const FIRST: readonly ImportRole[] = ['base', 'community', 'department'];

/** Tables have their places in columns. */
export function columnsOf({ role, found }: Pick<Draft, 'role' | 'found'>, isTable: boolean): readonly Column[] {
  const asked = COLUMNS[role];
  return isTable && role === 'households' && found.geometry !== 'polygons' ? [...asked, 'lon', 'lat'] : asked;
}

export function isTable(file: string): boolean {
  return file.toLowerCase().endsWith('.csv');
}

export function draftsOf(file: string, { layers }: Inspection): Draft[] {
  return layers.map((found) => ({
    file,
    found,
    isOneOfSeveral: layers.length > 1,
    isIn: found.features > 0,
    name: layers.length > 1 ? found.name : stem(file),
    role: found.roleGuess,
    crs: '',
    columns: found.guess,
    barrierClass: 'road',
  }));
}

/** A file's name without its folders and its end. */
export function stem(file: string): string {
  return (file.split('/').at(-1) ?? file).replace(/\.[^.]+$/, '');
}

/** What keeps the layers from being opened; nothing where they can be. */
export function faultOf(drafts: readonly Draft[], codePrefix: string): Key | undefined {
  const chosen = drafts.filter(({ isIn }) => isIn);
  const number = (role: ImportRole): number => chosen.filter((each) => each.role === role).length;
  if (chosen.length === 0) return 'import.nothing';
  if (number('base') === 0) return 'import.no_base';
  if (number('base') > 1) return 'import.two_bases';
  if (number('community') > 1) return 'import.two_communities';
  if (number('previous') > 1) return 'import.two_previous';
  const tables = chosen.filter(({ file }) => isTable(file));
  if (tables.some(({ role }) => role !== 'households')) return 'import.table_role';
  if (tables.some(({ columns }) => columns.lon === undefined || columns.lat === undefined)) return 'import.no_place';
  const counted = chosen.filter(({ role }) => role === 'households');
  if (counted.some(({ columns }) => columns.households === undefined)) return 'import.no_households';
  return /^\d{0,12}$/.test(codePrefix) ? undefined : 'import.bad_prefix';
}

/** The layers in the order of their priority: base, communities, departments as given, the others. */
export function specOf(name: string, drafts: readonly Draft[], codePrefix: string): ImportSpec {
  const chosen = drafts.filter(({ isIn }) => isIn);
  const sorted = [...chosen].sort((a, b) => rank(a.role) - rank(b.role));
  const hasCommunities = chosen.some(({ role }) => role === 'community');
  const spec: ImportSpec = { name, extent: hasCommunities ? 'communities' : 'base', layers: idsOf(sorted).map(layerOf) };
  if (codePrefix !== '') spec.codePrefix = codePrefix;
  return spec;
}

function rank(role: ImportRole): number {
  const place = FIRST.indexOf(role);
  return place < 0 ? FIRST.length : place;
}

function layerOf([id, draft]: readonly [string, Draft]): ImportLayer {
  const { file, name, role, crs, columns, barrierClass } = draft;
  const asked = columnsOf(draft, isTable(file));
  const kept = Object.fromEntries(Object.entries(columns).filter(([column]) => asked.includes(column as Column)));
  return {
    id,
    name: name.trim() === '' ? id : name.trim(),
    role,
    files: [file],
    columns: kept,
    ...(crs !== '' && { crs }),
    ...(role === 'barrier' && columns.class === undefined && { barrierClass }),
  };
}

/** Short ids: the Latin part of the name where there is one, made different by numbers. */
function idsOf(drafts: readonly Draft[]): [string, Draft][] {
  const taken = new Set<string>();
  return drafts.map((draft) => {
    const latin = draft.name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
    const first = latin === '' ? draft.role : latin;
    let id = first;
    for (let number = 2; taken.has(id); number += 1) id = `${first}-${number}`;
    taken.add(id);
    return [id, draft];
  });
}
