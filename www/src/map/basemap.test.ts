import { expect, test } from 'vitest';
import { addresses, faultOf, tianditu } from './basemap';

test('an address that the map cannot draw is refused with the reason', () => {
  expect(faultOf('http://tiles.example/{z}/{x}/{y}.png')).toBe('basemap.not_https');
  expect(faultOf('https://tiles.example/{z}/{x}.png')).toBe('basemap.no_tile');
  expect(faultOf('https://t0.tianditu.gov.cn/vec_c/wmts?TILEMATRIX={z}&TILEROW={y}&TILECOL={x}')).toBe(
    'basemap.not_mercator',
  );
  expect(faultOf('https://tiles.example/{z}/{x}/{y}.png')).toBeUndefined();
});

test('天地图 is asked for in Web Mercator, with the key as text', () => {
  const { templates } = tianditu('vector', 'a&b=c');
  expect(templates.map(faultOf)).toEqual([undefined, undefined]);
  expect(templates.every((template) => template.endsWith('tk=a%26b%3Dc'))).toBe(true);
  expect(templates.map((template) => /LAYER=(\w+)/.exec(template)?.[1])).toEqual(['vec', 'cva']);
});

test('every server has its address', () => {
  const found = addresses('https://t{s}.tiles.example/{z}');
  expect(found).toHaveLength(8);
  expect(found[7]).toBe('https://t7.tiles.example/{z}');
  expect(addresses('https://tiles.example/{z}')).toEqual(['https://tiles.example/{z}']);
});
