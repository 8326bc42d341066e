// A small made-up place as loose files: two communities of 6 by 6 base cells, 40 households a cell.
import { mkdir, mkdtemp, open, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What someone could have typed into a name: it must stay text. */
export const HOSTILE = `<img src=x onerror="window.wasHacked=1">&amp;<b>社</b>`;

const SIDE_DEG = 0.002;
const [WEST, SOUTH] = [118.8, 32.0];

/** @param {number} x @param {number} y @param {number} wide @param {number} high */
function square(x, y, wide, high) {
  const [west, south] = [WEST + x * SIDE_DEG, SOUTH + y * SIDE_DEG];
  const [east, north] = [west + wide * SIDE_DEG, south + high * SIDE_DEG];
  return {
    type: 'Polygon',
    coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
  };
}

/** @param {object[]} features */
function collection(features) {
  return JSON.stringify({ type: 'FeatureCollection', features });
}

/** @param {object} properties @param {object} geometry */
function feature(properties, geometry) {
  return { type: 'Feature', properties, geometry };
}

/** Writes the files into a new folder; what comes back are their paths. */
export async function looseFiles() {
  const folder = await mkdtemp(join(tmpdir(), 'onegrid-loose-'));
  const cells = [];
  const rows = ['lon,lat,households,note'];
  for (let y = 0; y < 6; y += 1) {
    for (let x = 0; x < 12; x += 1) {
      cells.push(feature({ 网格编码: `B${String(y * 12 + x).padStart(3, '0')}`, 网格名称: `综治${x}-${y}` }, square(x, y, 1, 1)));
      const [lon, lat] = [WEST + (x + 0.5) * SIDE_DEG, SOUTH + (y + 0.5) * SIDE_DEG];
      rows.push(`${lon.toFixed(6)},${lat.toFixed(6)},40,${JSON.stringify(HOSTILE).replaceAll('\\"', '""')}`);
    }
  }
  const communities = [
    feature({ 社区代码: '320102001001', 名称: HOSTILE }, square(0, 0, 6, 6)),
    feature({ 社区代码: '320102001002', 名称: '东社区' }, square(6, 0, 6, 6)),
  ];
  const police = [0, 1, 2].map((at) => feature({ code: `P${at}<i>`, name: HOSTILE }, square(at * 4, 0, 4, 6)));
  const line = [[WEST, SOUTH + 3 * SIDE_DEG], [WEST + 12 * SIDE_DEG, SOUTH + 3 * SIDE_DEG]];
  const roads = [feature({ name: '人民路' }, { type: 'LineString', coordinates: line })];
  const files = {
    '综治网格.geojson': collection(cells),
    '社区.geojson': collection(communities),
    '公安.geojson': collection(police),
    'roads.geojson': collection(roads),
    '户数.csv': `${rows.join('\n')}\n`,
    'parcels.zip': 'PK',
  };
  const paths = [];
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await writeFile(path, text);
    paths.push(path);
  }
  return { folder, paths };
}

/** A file of many bytes that takes no room. @param {number} bytes */
export async function hugeFile(bytes) {
  const folder = await mkdtemp(join(tmpdir(), 'onegrid-huge-'));
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'huge.geojson');
  const file = await open(path, 'w');
  await file.truncate(bytes);
  await file.close();
  return path;
}
