// Opening a project, merging it, and what both put on the map.
import { EngineError, type EngineClient, type Recovery } from '../engine/client';
import type { EngineProblem, FolderFile, MergeTrial, Opened, Shapes, Step, ZoneRow } from '../engine/types';
import type { LayerInfo } from '../engine/types';
import { say } from '../i18n';
import type { ZoneChanges } from '../map/zones';
import { filesOfAddress } from './address';
import type { Editor } from './editor';
import type { Store } from './store';
import { viewOf, withZones } from './view';

/** The demo that opens with one click. */
export const DEMO = { size: 'street', seed: 1 } as const;

/** What opening needs of the map. */
export interface Canvas {
  /** Resolves when the map can draw. */
  readonly loaded: Promise<void>;
  clear(): void;
  fit(bounds: NonNullable<Opened['bounds']>): void;
  drawLayer(layer: LayerInfo, position: number, geojson: Uint8Array<ArrayBuffer>): void;
  drawZones(shapes: Shapes, rows: readonly ZoneRow[]): Promise<void>;
  changeZones(changes: ZoneChanges): void;
  /** Resolves when everything is drawn. */
  still(): Promise<void>;
}

export class Projects {
  private isRecovering = false;

  constructor(
    private readonly engine: EngineClient,
    private readonly store: Store,
    private readonly editor: Editor,
    private readonly canvas: Canvas,
  ) {
    engine.onRecovery = (recovery) => void this.recover(recovery);
  }

  openDemo(size: string = DEMO.size, seed: number = DEMO.seed): Promise<boolean> {
    return this.work(() => this.engine.call('openDemo', { size, seed }, this.tell).then(this.show));
  }

  openFolder(files: FolderFile[]): Promise<boolean> {
    return this.work(() => this.engine.call('openFolder', { files }, this.tell).then(this.show));
  }

  /** Opens a manifest and the files it names, where an embedding page said they are. */
  openAddress(manifest: URL): Promise<boolean> {
    return this.work(async () => {
      const files = await filesOfAddress(manifest);
      await this.show(await this.engine.call('openFolder', { files }, this.tell));
    });
  }

  /** Opens a project file and what it came from; a folder has to be given again. */
  restore(
    saved: Uint8Array<ArrayBuffer>,
    files?: FolderFile[],
    shown: () => void = () => undefined,
  ): Promise<boolean> {
    const args = files === undefined ? { saved } : { saved, files };
    return this.work(async () => {
      await this.show(await this.engine.call('restore', args, this.tell));
      shown();
      await this.showRestored();
      await this.editor.translate();
    });
  }

  /** Merges, draws the zones, and takes the base grid off the map so that they can be seen. */
  merge(): Promise<boolean> {
    return this.work(async () => {
      await this.engine.call('merge', { policy: this.store.state.policy }, this.tell);
      this.store.change({ plan: undefined, selection: [], chosen: undefined, subject: undefined, preview: undefined });
      await this.showZones(true);
    });
  }

  /** What a merge under other rules would give; nothing where it fails or is stopped, which is told. */
  async tryMerge(policy: string): Promise<MergeTrial | undefined> {
    let found: MergeTrial | undefined;
    await this.work(async () => {
      found = await this.engine.call('tryMerge', { policy }, this.tell);
    });
    return found;
  }

  /** Figures of the whole plan as it is now; asked for after a merge, and on request after edits. */
  async fillReport(): Promise<void> {
    if (this.store.state.plan === undefined) return;
    const report = await this.editor.ask('report', { lang: this.store.state.lang });
    this.store.change({ report, reported: this.store.state.plan?.revision ?? 0 });
  }

  /** Does one long piece of work with progress; nothing else can be begun meanwhile. */
  async work(act: () => Promise<void>): Promise<boolean> {
    if (this.store.state.isBusy) return false;
    this.store.change({ problem: undefined, message: undefined });
    this.tell({ step: 'start', done: 0, total: 0 });
    try {
      await act();
      return true;
    } catch (thrown) {
      this.stopped(problemOf(thrown));
      return false;
    } finally {
      if (!this.isRecovering) this.store.change({ work: undefined, isBusy: false });
    }
  }

  /** What the user stopped is no problem. */
  private stopped(problem: EngineProblem): void {
    if (problem.code !== 'page.cancelled') this.store.change({ problem });
    else this.store.change({ message: { text: say(this.store.state.lang, 'page.cancelled'), kind: 'note' } });
  }

  /** Draws every layer of a newly opened project. */
  private readonly show = async (project: Opened): Promise<void> => {
    const { layers, policies } = project;
    await this.canvas.loaded;
    // What marks a cell lies on its source.
    this.store.change({ subject: undefined });
    this.canvas.clear();
    this.store.change({
      project: undefined,
      plan: undefined,
      report: undefined,
      selection: [],
      chosen: undefined,
      preview: undefined,
      lost: undefined,
    });
    if (project.bounds !== undefined) this.canvas.fit(project.bounds);
    for (const [position, layer] of layers.entries()) {
      this.tell({ step: 'draw', done: position, total: layers.length });
      const geojson = await this.engine.call('cells', { layer: layer.id });
      this.canvas.drawLayer(layer, position, geojson);
    }
    const view = viewOf(project, this.store.state.view);
    this.store.change({ project, policy: policies[0]?.id ?? '', view });
  };

  private async showZones(hasProposal: boolean): Promise<void> {
    this.tell({ step: 'draw', done: 0, total: 0 });
    const shapes = this.engine.call('zoneShapes', {});
    // Where the rows fail, nobody waits for the shapes any more.
    shapes.catch(() => undefined);
    await this.editor.refresh(async (rows) => this.canvas.drawZones(await shapes, rows));
    this.showFigures(hasProposal);
  }

  /** Draws what a restored plan began with, then the plan as it is: the time before can be looked at. */
  private async showRestored(): Promise<void> {
    this.tell({ step: 'draw', done: 0, total: 0 });
    const proposal = await this.engine.call('proposal', {});
    if (proposal === undefined) return this.showZones(false);
    const shapes = this.engine.call('zoneShapes', {});
    shapes.catch(() => undefined);
    await this.editor.refresh(async (rows) => {
      await this.canvas.drawZones(proposal.shapes, proposal.rows);
      const there = new Set(rows.map(({ key }) => key));
      const removed = proposal.rows.filter(({ key }) => !there.has(key)).map(({ key }) => key);
      this.canvas.changeZones({ shapes: await shapes, rows, removed });
    });
    this.showFigures(true);
  }

  /** The zones are seen before the engine is asked for figures, which take it a third of a merge. */
  private showFigures(hasProposal: boolean): void {
    const { project, view } = this.store.state;
    if (project !== undefined) this.store.change({ view: withZones(view, project), hasProposal });
    void this.canvas.still().then(() => this.fillReport()).catch((thrown: unknown) => this.stopped(problemOf(thrown)));
  }

  private readonly tell = (progress: Step): void => {
    const cancel = (): void => this.engine.cancel();
    this.store.change({ work: { progress, cancel }, isBusy: true });
  };

  /** An engine that was lost is made again: told like any long work, which cannot be cancelled. */
  private async recover(recovery: Recovery): Promise<void> {
    switch (recovery.kind) {
      case 'begun':
        this.isRecovering = true;
        this.store.change({ work: { progress: recovery.step }, isBusy: true });
        return;
      case 'failed':
        this.isRecovering = false;
        this.store.change({ work: undefined, isBusy: false, problem: recovery.error.problem });
        return;
      case 'done': {
        this.isRecovering = false;
        this.store.change({ work: undefined, isBusy: false });
        await this.editor.translate();
        const text = say(this.store.state.lang, 'page.recovered');
        this.store.change({ message: { text, kind: 'done' } });
      }
    }
  }
}

/** Whatever stopped a piece of work, told rather than swallowed. */
export function problemOf(thrown: unknown): EngineProblem {
  if (thrown instanceof EngineError) return thrown.problem;
  console.error(thrown);
  return { code: 'page.engine_crashed', message: String(thrown) };
}
