import { expect, test } from 'vitest';
import type { InspectedLayer, ImportRole } from '../engine/types';
import { strokesOf } from '../panels/import/shapes';
import { outdated, projectId, type Work } from './cupboard';
import { fileName, kindOf } from './kind';
import { advice, FILE_MOST_BYTES, isBeside, mebibytes, tooLarge } from './limits';
import { draftsOf, faultOf, specOf, stem, type Draft } from './spec';

const given = (name: string, text = ''): { name: string; file: File } => ({ name, file: new File([text], name) });

test('a project file is known by its beginning, whatever it is called', async () => {
  const project = given('a.json', ' {"onegrid_project":1,"source":{}}');
  expect((await kindOf([project])).kind).toBe('project');
  expect((await kindOf([given('a.json', '{"type":"FeatureCollection"}')])).kind).toBe('loose');
  expect((await kindOf([given('onegrid.toml'), given('b.geojson')])).kind).toBe('folder');
  expect((await kindOf([])).kind).toBe('nothing');
  const both = await kindOf([project, given('onegrid.toml'), given('b.geojson')]);
  expect(both.kind === 'project' && both.files?.map(({ name }) => name)).toEqual(['onegrid.toml', 'b.geojson']);
});

test('names of files are such that every system takes', () => {
  expect(fileName('澜屿街道 (演示)')).toBe('澜屿街道 (演示)');
  expect(fileName('../../etc/passwd')).toBe('-..-etc-passwd');
  expect(fileName('a<b>:"c"\n|?*')).toBe('a-b-c-');
  expect(fileName('  ')).toBe('onegrid');
});

test('files of any size up to the stated one are taken', () => {
  const file = (bytes: number) => ({ name: 'a.geojson', bytes });
  expect(tooLarge([file(FILE_MOST_BYTES)])).toBeUndefined();
  expect(tooLarge([file(FILE_MOST_BYTES + 1)])?.key).toBe('files.too_large');
  expect(tooLarge([file(FILE_MOST_BYTES), file(FILE_MOST_BYTES), file(1)])?.key).toBe('files.too_much');
  expect([mebibytes(10), mebibytes(2048), mebibytes(3.2 * 2 ** 20)]).toEqual(['1 KiB', '2 KiB', '3 MiB']);
});

test('every format that cannot be read has its own advice', () => {
  expect(advice('a/地块.SHP')).toBe('advice.shapefile');
  expect(advice('a.zip')).toBe('advice.shapefile');
  expect(advice('a.gpkg')).toBe('advice.geopackage');
  expect(advice('a.xlsx')).toBe('advice.sheet');
  expect(advice('readme')).toBe('advice.other');
  expect(['a.dbf', 'x/.DS_Store', 'a.shp', 'a.csv'].map(isBeside)).toEqual([true, true, false, false]);
});

function work(id: string, project: string, when: string): Work {
  return { id, project, name: '', when, edits: 1, saved: new Uint8Array() };
}

test('of one project the newest sittings are kept', () => {
  const works = [work('a', 'p', '1'), work('b', 'p', '3'), work('c', 'p', '2'), work('d', 'q', '0')];
  expect(outdated(works, 2)).toEqual(['a']);
  expect(outdated(works, 1).sort()).toEqual(['a', 'c']);
});

test('the same input is the same project, other input is another', () => {
  const folder = (hash: string) => ({ kind: 'folder' as const, name: 'n', files: [{ name: 'a', bytes: 1, hash }] });
  expect(projectId(folder('1'))).toBe(projectId(folder('1')));
  expect(projectId(folder('1'))).not.toBe(projectId(folder('2')));
  expect(projectId({ kind: 'demo', size: 'street', seed: 1 })).not.toBe(projectId({ kind: 'demo', size: 'street', seed: 2 }));
});

function layer(roleGuess: ImportRole, part: Partial<InspectedLayer> = {}): InspectedLayer {
  return {
    name: 'l',
    features: 3,
    geometry: 'polygons',
    crsGuess: 'EPSG:4326',
    columns: [],
    roleGuess,
    guess: { key: ['code'], name: 'mc', households: 'hs' },
    preview: new Uint8Array(),
    previewed: 0,
    ...part,
  };
}

function drafts(...files: [name: string, role: ImportRole][]): Draft[] {
  return files.flatMap(([name, role]) => draftsOf(name, { name, format: '', layers: [layer(role)] }));
}

test('what keeps layers from being opened is told before they are', () => {
  expect(faultOf(drafts(['a.geojson', 'department']), '')).toBe('import.no_base');
  expect(faultOf(drafts(['a.geojson', 'base'], ['b.geojson', 'base']), '')).toBe('import.two_bases');
  expect(faultOf(drafts(['a.geojson', 'base'], ['b.csv', 'department']), '')).toBe('import.table_role');
  expect(faultOf(drafts(['a.geojson', 'base'], ['b.csv', 'households']), '')).toBe('import.no_place');
  expect(faultOf(drafts(['a.geojson', 'base']), '32x')).toBe('import.bad_prefix');
  expect(faultOf(drafts(['a.geojson', 'base']), '320102001')).toBeUndefined();
  const out = drafts(['a.geojson', 'base']);
  for (const each of out) each.isIn = false;
  expect(faultOf(out, '')).toBe('import.nothing');
});

test('the base grid comes first, ids differ, and a layer has no column that its role does not ask for', () => {
  const made = drafts(['公安.geojson', 'department'], ['城管.geojson', 'department'], ['社区.geojson', 'community'], ['base.geojson', 'base']);
  const spec = specOf('街道', made, '');
  expect(spec.layers.map(({ id }) => id)).toEqual(['base', 'community', 'department', 'department-2']);
  expect(spec.extent).toBe('communities');
  expect(spec).not.toHaveProperty('codePrefix');
  expect(spec.layers[2]?.columns).toEqual({ key: ['code'], name: 'mc' });
  expect(specOf('街道', drafts(['a.geojson', 'base']), '3201').extent).toBe('base');
});

test('a layer of lines has a class, by a column or for all', () => {
  const [road] = specOf('x', drafts(['roads.geojson', 'barrier']), '').layers;
  expect(road?.barrierClass).toBe('road');
  const [withColumn] = drafts(['roads.geojson', 'barrier']);
  if (withColumn === undefined) throw new Error('no draft');
  withColumn.columns = { class: 'kind' };
  expect(specOf('x', [withColumn], '').layers[0]).not.toHaveProperty('barrierClass');
});

test('a layer is called as its file is', () => {
  expect(stem('folder/综治 网格.v2.geojson')).toBe('综治 网格.v2');
  expect(drafts(['a/公安.geojson', 'department'])[0]?.name).toBe('公安');
});

test('a preview draws every kind of shape, and features without one', () => {
  const shapes = strokesOf(
    JSON.stringify({
      features: [
        { geometry: null },
        { geometry: { type: 'MultiPolygon', coordinates: [[[[0, 0], [1, 0], [0, 1], [0, 0]]]] } },
        { geometry: { type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [1, 2] }] } },
        { geometry: { type: 'LineString', coordinates: [[0, 0], [1, 1]] } },
      ],
    }),
  );
  expect([shapes.rings.length, shapes.lines.length, shapes.points.length]).toEqual([1, 1, 1]);
});
