import { expect, test } from 'vitest';
import type { LayerInfo, LayerRole, Opened } from '../engine/types';
import { ZONES } from '../map/layers';
import { FIRST_VIEW, isShown, moved, viewOf, withLayer, withZones } from './view';

function layer(id: string, role: LayerRole): LayerInfo {
  return { id, name: id, role, features: 1, rejected: 0 };
}

const PROJECT: Opened = {
  name: 'p',
  layers: [layer('civil', 'base'), layer('police', 'department'), layer('roads', 'barrier'), layer('towns', 'community')],
  policies: [],
};

test('a project opens with its frame in sight, communities on top', () => {
  const view = viewOf(PROJECT, FIRST_VIEW);
  expect(view.layers.map(({ id }) => id)).toEqual(['towns', 'civil', 'police', 'roads']);
  expect(view.layers.filter(({ id }) => isShown(view, id)).map(({ id }) => id)).toEqual(['towns', 'civil', 'roads']);
  expect(view.department).toBe('police');
});

test('zones come below the lines once, and the base grid makes room', () => {
  const once = withZones(viewOf(PROJECT, FIRST_VIEW), PROJECT);
  const twice = withZones(once, PROJECT);
  expect(twice.layers.map(({ id }) => id)).toEqual(['towns', 'civil', 'police', 'roads', ZONES]);
  expect(isShown(twice, ZONES)).toBe(true);
  expect(isShown(twice, 'civil')).toBe(false);
});

test('a layer is switched and dimmed without touching the others', () => {
  const view = viewOf(PROJECT, FIRST_VIEW);
  const dimmed = withLayer(view, 'roads', { opacity: 0.5, isVisible: false });
  expect(dimmed.layers.find(({ id }) => id === 'roads')).toEqual({ id: 'roads', isVisible: false, opacity: 0.5 });
  expect(dimmed.layers.filter(({ id }) => id !== 'roads')).toEqual(view.layers.filter(({ id }) => id !== 'roads'));
});

test('a layer moves by places and stops at the ends', () => {
  const view = viewOf(PROJECT, FIRST_VIEW);
  const order = (places: number): string[] => moved(view, 'civil', places).layers.map(({ id }) => id);
  expect(order(-1)).toEqual(['civil', 'towns', 'police', 'roads']);
  expect(order(-9)).toEqual(['civil', 'towns', 'police', 'roads']);
  expect(order(2)).toEqual(['towns', 'police', 'roads', 'civil']);
  expect(moved(view, 'nowhere', 1)).toBe(view);
});
