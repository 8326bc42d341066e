// Measures: the length of a line, and the area that it would enclose.
import { area, length } from '../i18n';
import type { Pen } from '../map/overlay';
import { fillBar, told } from './bar';
import { area_m2, distance_m, length_m } from './ground';
import { DRAWN_FILL, pill } from './ink';
import { Sketch } from './sketch';
import type { InHand, Pointer, Tool, ToolContext } from './tool';

declare module '../state/mode' {
  interface Modes {
    measure: object;
  }
}

const LABELS = 'measure:labels';
const TONE = '#1d3fbb';

export const measure: Tool = {
  id: 'measure',
  group: 'measure',
  title: 'tool.measure',
  hint: 'tool.measure.hint',
  key: 'd',
  moreKeys: [
    ['Enter', 'keys.commit'],
    ['Backspace', 'keys.back'],
    ['Alt', 'keys.alt_snap'],
  ],
  icon: ['M3 16L16 3l5 5L8 21z', 'M7 12l2 2', 'M10 9l3 3', 'M13 6l2 2'],
  cursor: 'crosshair',
  needsPlan: false,
  start: (context) => new Measuring(context),
};

class Measuring implements InHand {
  private readonly sketch: Sketch;

  constructor(private readonly context: ToolContext) {
    const onChange = (): void => this.drawn();
    this.sketch = new Sketch(context, { name: 'measure:sketch', isClosed: false, least: 2, onChange });
    context.setMode({ tool: 'measure' });
    // The line is put on the map before its labels, and lies below them.
    this.sketch.clear();
  }

  stop(): void {
    this.sketch.remove();
    this.context.map.overlay.remove(LABELS);
    this.context.bar.replaceChildren();
  }

  onMove(pointer: Pointer): void {
    if (!this.sketch.isEmpty) this.sketch.onMove(pointer);
  }

  onClick(pointer: Pointer): void {
    if (this.sketch.isFinished) this.sketch.clear();
    this.sketch.onClick(pointer);
  }

  onDoubleClick(): void {
    void this.sketch.finish();
  }

  onRightClick(): void {
    void this.sketch.finish();
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
    if (event.key === 'Enter' && !this.sketch.isEmpty) {
      void this.sketch.finish();
      return true;
    }
    return this.sketch.onKey(event);
  }

  onChange(): void {
    this.drawn();
  }

  private drawn(): void {
    const { context } = this;
    const { say, store, map } = context;
    const { lang } = store.state;
    const line = [...this.sketch.line];
    map.overlay.put(LABELS, (pen: Pen) => {
      if (line.length > 2) pen.outline(line, DRAWN_FILL);
      for (const [at, place] of line.entries()) {
        const before = line[at - 1];
        if (before === undefined) continue;
        const middle = [(before[0] + place[0]) / 2, (before[1] + place[1]) / 2] as [number, number];
        pill(pen, middle, length(lang, distance_m(before, place)), TONE);
      }
    });
    if (line.length < 2) {
      fillBar(context, told(say('measure.none')));
      return;
    }
    const parts = [told(say('measure.length', { length: length(lang, length_m(line)) }))];
    if (line.length > 2) parts.push(told(say('measure.area', { area: area(lang, area_m2(line)) })));
    fillBar(context, ...parts);
  }
}
