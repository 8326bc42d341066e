// Makes an exclusive zone of the units that lie mostly inside an outline.
import type { Edit, LonLat } from '../engine/types';
import { element } from '../panels/dom';
import { decision, fillBar, isPlain, pick, told } from './bar';
import { cuts, cutTick } from './cut';
import { Sketch } from './sketch';
import type { InHand, Pointer, Tool, ToolContext } from './tool';
import { Trial } from './trial';

declare module '../state/mode' {
  interface Modes {
    exclusive: { readonly name: string };
  }
}

/** Kinds that most cities have, as input layers name them; others may be written. */
const CLASSES = ['campus', 'park', 'mall', 'hospital', 'industrial', 'market', 'station'] as const;
const OTHER = 'other' as const;

export const exclusive: Tool = {
  id: 'exclusive',
  group: 'zones',
  title: 'tool.exclusive',
  hint: 'tool.exclusive.hint',
  key: 'x',
  icon: ['M12 3l8 5-3 11H7L4 8z', 'M12 8.5v7', 'M8.5 12h7'],
  cursor: 'crosshair',
  needsPlan: true,
  start: (context) => new Founding(context),
};

class Founding implements InHand {
  private readonly trial: Trial;
  private readonly sketch: Sketch;
  private readonly name = element('input');
  /** The kind in words of one's own. */
  private readonly own = element('input');
  private kind: string = CLASSES[0];
  private lang: string | undefined;

  constructor(private readonly context: ToolContext) {
    this.trial = new Trial(context, 'exclusive', () => this.fill());
    const onChange = (): void => this.drawn();
    this.sketch = new Sketch(context, { name: 'exclusive:sketch', isClosed: true, least: 3, onChange });
    for (const field of [this.name, this.own]) {
      field.type = 'text';
      field.maxLength = 60;
      field.addEventListener('input', () => this.drawn());
      field.addEventListener('keydown', (event) => this.fieldKey(event));
    }
    context.setMode({ tool: 'exclusive', name: '' });
    this.fill();
  }

  stop(): void {
    this.sketch.remove();
    this.trial.stop();
    this.context.bar.replaceChildren();
  }

  onMove(pointer: Pointer): void {
    if (!this.sketch.isEmpty) this.sketch.onMove(pointer);
  }

  onClick(pointer: Pointer): void {
    this.sketch.onClick(pointer);
  }

  onDoubleClick(): void {
    void this.end();
  }

  onRightClick(): void {
    void this.end();
  }

  onDragStart(pointer: Pointer): boolean {
    return this.sketch.onDragStart(pointer);
  }

  onDrag(pointer: Pointer): void {
    this.sketch.onDrag(pointer);
  }

  onDragEnd(_pointer: Pointer, hasMoved: boolean): void {
    this.sketch.onDragEnd(hasMoved);
  }

  onKey(event: KeyboardEvent): boolean {
    if (isPlain(event, 'Enter')) {
      void this.commit();
      return true;
    }
    return this.sketch.onKey(event);
  }

  onChange(): void {
    this.fill();
  }

  private fieldKey(event: KeyboardEvent): void {
    if (event.key === 'Enter' && !event.isComposing) void this.commit();
    else if (event.key === 'Escape') this.context.map.library.getCanvas().focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Ends the outline; what is still lacking is a name. */
  private async end(): Promise<void> {
    await this.sketch.finish();
    if (this.sketch.isFinished && this.name.value.trim() === '') this.name.focus();
  }

  private drawn(): void {
    const polygon: LonLat[] = [...this.sketch.line];
    if (polygon.length < 3) {
      this.trial.clear();
      return;
    }
    // A zone without a name yet is shown under a name for the time being.
    const name = this.name.value.trim() || this.context.say('exclusive.unnamed');
    const kind = this.classOf();
    const edit: Edit = { kind: 'create-exclusive', polygon, name, class: kind, cut: cuts() };
    void this.trial.show(edit, !this.sketch.isFinished);
  }

  private classOf(): string {
    return this.kind === OTHER ? this.own.value.trim() || OTHER : this.kind;
  }

  private async commit(): Promise<void> {
    await this.end();
    const name = this.name.value.trim();
    if (name === '' || !this.sketch.isFinished) {
      const { store, say } = this.context;
      const text = say(this.sketch.isFinished ? 'exclusive.needs_name' : 'exclusive.needs_outline');
      store.change({ message: { text, kind: 'refused' } });
      return;
    }
    if (!(await this.trial.commit())) return;
    this.name.value = '';
    this.sketch.clear();
    this.context.map.library.getCanvas().focus();
  }

  private fill(): void {
    const { context } = this;
    const { say, store } = context;
    const words = say('exclusive.commit');
    const { isReady } = this.trial;
    if (this.lang === store.state.lang) {
      // The fields stay as they are while somebody types in them.
      const button = context.bar.querySelector<HTMLButtonElement>('.commit');
      if (button !== null) button.disabled = !isReady;
      return;
    }
    this.lang = store.state.lang;
    const kinds = [...CLASSES, OTHER].map((kind) => ({ value: kind, words: say(`exclusive.${kind}`) }));
    const list = pick('kind', say('exclusive.class'), kinds, this.kind, (kind) => {
      this.kind = kind;
      this.own.hidden = kind !== OTHER;
      this.drawn();
    });
    this.own.hidden = this.kind !== OTHER;
    this.own.setAttribute('aria-label', say('exclusive.own'));
    this.own.placeholder = say('exclusive.own');
    this.name.placeholder = say('exclusive.name');
    this.name.setAttribute('aria-label', say('exclusive.name'));
    const commit = (): void => void this.commit();
    const cancel = (): void => this.sketch.clear();
    fillBar(
      context,
      told(say('exclusive.draw')),
      element('label', 'inline', element('span', '', say('exclusive.name')), this.name),
      element('label', 'inline', element('span', '', say('exclusive.class')), list, this.own),
      cutTick(context, () => this.drawn()),
      decision(context, { words, isReady, commit, cancel }),
    );
  }
}
