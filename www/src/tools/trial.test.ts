import { expect, test } from 'vitest';
import { EngineError } from '../engine/client';
import type { Edit, Effect } from '../engine/types';
import { say, type Key } from '../i18n';
import { Editor } from '../state/editor';
import { Store, type State } from '../state/store';
import type { ToolContext } from './tool';
import { Trial } from './trial';

const APART = new EngineError({ code: 'edit.disconnects', message: 'in two parts' });

/** Another object every time, as from the engine. */
function effect(): Effect {
  return { zones: [], moved: [], noteSentences: ['from the engine'] } as unknown as Effect;
}

function split(lat_deg: number, cut: boolean): Edit {
  return { kind: 'split-zone', zone: 1, by: { line: [[0, lat_deg], [1, lat_deg]] }, cut };
}

/** A preview that the engine was asked for, to be answered by the test. */
interface Asked {
  readonly edit: Edit;
  answer(effect: Effect): void;
  fail(thrown: unknown): void;
}

function trialWith() {
  const asked: Asked[] = [];
  const store = new Store({ lang: 'en', preview: undefined, message: undefined, plan: undefined } as unknown as State);
  const call = ((_name: 'preview', { edit }: { edit: Edit }) =>
    new Promise((answer, fail) => asked.push({ edit, answer, fail }))) as never;
  const editor = new Editor({ call }, store, { changeZones: () => undefined });
  const map = { overlay: { put: () => undefined, remove: () => undefined } };
  const context = { store, editor, map, say: (key: Key) => say('en', key) } as unknown as ToolContext;
  return { asked, store, trial: new Trial(context, 'split') };
}

/** Lets everything go on that waits for nothing but its turn. */
function settled(): Promise<void> {
  return new Promise((go) => setTimeout(go));
}

test('a line that was refused does not take the place of the one drawn after it', async () => {
  const { asked, store, trial } = trialWith();
  void trial.show(split(1, true));
  void trial.show(split(2, true));
  asked[0]?.fail(APART);
  await settled();
  asked[1]?.answer(effect());
  await settled();
  expect(asked.map(({ edit }) => edit)).toEqual([split(1, true), split(2, true)]);
  expect(store.state.preview).toEqual(effect());
  expect(trial.isReady).toBe(true);
});

test('an old refusal is not told of a newer line', async () => {
  const { asked, store, trial } = trialWith();
  void trial.show(split(1, false));
  void trial.show(split(2, false));
  asked[0]?.fail(APART);
  await settled();
  expect(store.state.message).toBeUndefined();
  asked[1]?.fail(APART);
  await settled();
  expect(store.state.message?.kind).toBe('refused');
  expect(trial.isReady).toBe(false);
});

test('whole units in place of cut ones are told in the very effect that is shown', async () => {
  const { asked, store, trial } = trialWith();
  const shown: (readonly string[] | undefined)[] = [];
  store.watchParts(['preview'], ({ preview }) => shown.push(preview && [...preview.noteSentences]));
  void trial.show(split(1, true));
  asked[0]?.fail(APART);
  await settled();
  expect(asked[1]?.edit).toEqual(split(1, false));
  asked[1]?.answer(effect());
  await settled();
  expect(shown).toEqual([undefined, [say('en', 'trial.whole'), 'from the engine']]);
  expect(trial.isReady).toBe(true);
});
