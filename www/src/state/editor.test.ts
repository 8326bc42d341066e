import { expect, test } from 'vitest';
import { EngineError } from '../engine/client';
import type { CallName, Calls, Effect, Shapes, ZoneEffect, ZoneRow } from '../engine/types';
import type { ZoneChanges } from '../map/zones';
import { Editor } from './editor';
import { FIRST_MODE } from './mode';
import { Store, type State } from './store';
import { FIRST_VIEW } from './view';

const NO_SHAPES: Shapes = {
  coords: new Float64Array(),
  ringEnds: new Uint32Array(),
  polygonEnds: new Uint32Array(),
  ids: new Uint32Array(),
};

function zoneRow(key: number, households: number): ZoneRow {
  return {
    key,
    code: String(key).padStart(15, '9'),
    name: '',
    community: 'c',
    communityKey: 'c',
    households,
    areaM2: 1,
    size: households,
    state: 'kept',
    class: 'general',
    isLocked: false,
    isEdited: false,
    keptShare: 1,
    place: [0, 0],
  };
}

function effect(zones: Partial<ZoneEffect>[], part: Partial<Effect> = {}): Effect {
  const worth = { hard: 0, excess: 0, objective: 0 };
  const whole = zones.map((zone) => ({
    key: 0,
    change: 'changed' as const,
    code: '',
    householdsBefore: 0,
    householdsAfter: 0,
    sizeBefore: 0,
    sizeAfter: 0,
    shapeChanged: true,
    ...zone,
  }));
  return {
    edit: 'merge-zones',
    zones: whole,
    gone: [],
    new: [],
    before: worth,
    after: worth,
    communities: [],
    unitsMoved: 0,
    moved: [],
    shapesChanged: true,
    noteSentences: [],
    undoDepth: 1,
    redoDepth: 0,
    undoTitle: 'merge',
    ...part,
  };
}

type Answers = { [Name in CallName]?: (args: Calls[Name]['args']) => Calls[Name]['result'] };

/** An editor over an engine that answers as it is told, with what it was asked. */
function editorWith(answers: Answers) {
  const asked: [CallName, unknown][] = [];
  const shown: ZoneChanges[] = [];
  const store = new Store<State>({
    lang: 'en',
    work: undefined,
    isBusy: false,
    problem: undefined,
    message: undefined,
    project: undefined,
    policy: '',
    plan: {
      rows: new Map([1, 2, 3].map((key) => [key, zoneRow(key, 100 * key)])),
      revision: 0,
      undo: undefined,
      redo: undefined,
    },
    hasProposal: true,
    report: undefined,
    reported: 0,
    selection: [],
    chosen: undefined,
    preview: undefined,
    mode: FIRST_MODE,
    panel: '',
    view: FIRST_VIEW,
  });
  const call = (async (name: CallName, args: never) => {
    asked.push([name, args]);
    const answer = answers[name] as ((args: never) => unknown) | undefined;
    if (answer === undefined) throw new EngineError({ code: 'edit.no_answer', message: `no ${name}` });
    return answer(args);
  }) as never;
  const editor = new Editor({ call }, store, { changeZones: (changes) => shown.push(changes) });
  return { editor, store, asked, shown };
}

const MERGED = effect([{ key: 1 }, { key: 2, change: 'removed' }]);

test('an edit asks only for what it touched, and shows it', async () => {
  const { editor, store, asked, shown } = editorWith({
    apply: () => MERGED,
    zoneRows: ({ keys }) => (keys ?? []).map((key) => zoneRow(key, 300)),
    zoneShapes: () => NO_SHAPES,
  });
  await editor.apply({ kind: 'merge-zones', zones: [1, 2] });
  expect(asked.map(([name]) => name)).toEqual(['apply', 'zoneRows', 'zoneShapes']);
  expect(asked[1]?.[1]).toEqual({ lang: 'en', keys: [1] });
  expect(asked[2]?.[1]).toEqual({ keys: [1] });
  expect(shown).toEqual([{ shapes: NO_SHAPES, rows: [zoneRow(1, 300)], removed: [2] }]);
  const { plan, message } = store.state;
  expect([...(plan?.rows.keys() ?? [])]).toEqual([1, 3]);
  expect(plan?.rows.get(1)?.households).toBe(300);
  expect(plan?.revision).toBe(1);
  expect(plan?.undo).toBe('merge');
  expect(message).toEqual({ text: 'Done: merge', kind: 'done' });
});

test('zones that are gone are no longer chosen', async () => {
  const { editor, store } = editorWith({
    apply: () => MERGED,
    zoneRows: () => [],
    zoneShapes: () => NO_SHAPES,
    card: () => ({}) as never,
  });
  editor.select([2, 3, 99]);
  expect(store.state.selection).toEqual([2, 3]);
  await editor.apply({ kind: 'merge-zones', zones: [1, 2] });
  expect(store.state.selection).toEqual([3]);
});

test('a refused edit changes nothing and says why', async () => {
  const refuse = (): never => {
    throw new EngineError({ code: 'edit.locked', message: 'zone 1 is locked' });
  };
  const { editor, store, shown } = editorWith({ apply: refuse });
  const { plan } = store.state;
  expect(await editor.apply({ kind: 'lock', zones: [1] })).toBeUndefined();
  expect(store.state.plan).toBe(plan);
  expect(shown).toEqual([]);
  expect(store.state.message).toEqual({ text: 'zone 1 is locked', kind: 'refused' });
  expect(store.state.problem).toBeUndefined();
});

test('a crash of the engine is a problem, not a refusal', async () => {
  const crash = (): never => {
    throw new EngineError({ code: 'page.engine_crashed', message: 'x' });
  };
  const { editor, store } = editorWith({ undo: crash });
  await editor.undo();
  expect(store.state.problem?.code).toBe('page.engine_crashed');
});

test('other rules are another state of every zone', async () => {
  const { editor, asked } = editorWith({
    apply: () => effect([{ key: 1, shapeChanged: false }], { edit: 'set-policy' }),
    zoneRows: () => [],
  });
  await editor.apply({ kind: 'set-policy', policy: { id: 'p' } });
  expect(asked.map(([name]) => name)).toEqual(['apply', 'zoneRows']);
  expect(asked[1]?.[1]).toEqual({ lang: 'en' });
});

test('commands run one after the other, and questions wait for them', async () => {
  const { editor, asked } = editorWith({
    apply: () => effect([]),
    undo: () => undefined,
    zoneRows: () => [],
    neighbours: () => [],
  });
  await Promise.all([
    editor.apply({ kind: 'lock', zones: [1] }),
    editor.undo(),
    editor.ask('neighbours', { zone: 1 }),
  ]);
  expect(asked.map(([name]) => name)).toEqual(['apply', 'zoneRows', 'undo', 'neighbours']);
});

test('a preview that an edit overtook is not shown', async () => {
  const { editor, store } = editorWith({
    preview: () => MERGED,
    apply: () => effect([]),
    zoneRows: () => [],
  });
  const preview = editor.preview({ kind: 'merge-zones', zones: [1, 2] });
  await editor.apply({ kind: 'merge-zones', zones: [1, 2] });
  expect(await preview).toBeUndefined();
  expect(store.state.preview).toBeUndefined();
});

test('who listens hears of every change, and how it came about', async () => {
  const { editor } = editorWith({ apply: () => MERGED, undo: () => MERGED, zoneRows: () => [], zoneShapes: () => NO_SHAPES });
  const heard: string[] = [];
  const stop = editor.onChange((_, how) => heard.push(how));
  await editor.apply({ kind: 'merge-zones', zones: [1, 2] });
  await editor.undo();
  stop();
  await editor.undo();
  expect(heard).toEqual(['apply', 'undo']);
});
