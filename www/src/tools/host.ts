// Holds the tool in hand: hears the pointer and the keyboard over the map and passes them on.
import type { Context } from '../context';
import type { LonLat } from '../engine/types';
import type { Mode, ToolId } from '../state/mode';
import { TOOLS } from './index';
import type { InHand, Pointer, Tool } from './tool';

/** How far a pointer may move between down and up and still have clicked. */
const CLICK_PX = 4;
const TOUCH_CLICK_PX = 12;
const DOUBLE_CLICK_MS = 350;
const DOUBLE_CLICK_PX = 6;

interface Press {
  readonly id: number;
  readonly from: readonly [number, number];
  /** The tool has the drag, not the map. */
  readonly isTaken: boolean;
  hasMoved: boolean;
}

export class ToolHost {
  private tool: Tool;
  private inHand: InHand;
  private press: Press | undefined;
  private lastClick_ms = 0;
  private lastClick_px: Pointer['at_px'] = [0, 0];
  /** The newest move that is not passed on yet. */
  private move: Pointer | undefined;
  private readonly fingers = new Set<number>();
  /** While Space is held, drags are the map's. */
  private isPanning = false;

  constructor(
    private readonly context: Context,
    private readonly bar: HTMLElement,
  ) {
    this.tool = find(context.store.state.mode.tool);
    this.inHand = this.start(this.tool);
    this.listen();
    const parts = ['plan', 'selection', 'lang'] as const;
    context.store.watchParts(parts, ({ plan }) => {
      if (plan === undefined && this.tool.needsPlan) this.putAway();
      else this.inHand.onChange?.();
    });
  }

  /** Takes a tool in hand, and puts away the one that was. */
  take(id: ToolId): void {
    const tool = find(id);
    const { store, map, editor } = this.context;
    if (tool.needsPlan && store.state.plan === undefined) return;
    this.inHand.stop();
    editor.endPreview();
    this.bar.replaceChildren();
    map.setPanning(true);
    this.press = undefined;
    this.tool = tool;
    this.inHand = this.start(tool);
    this.focus();
  }

  /** Keys are the tool's own from now on: where it has a field for them there, else over the map. */
  private focus(): void {
    const { map } = this.context;
    const field = this.bar.querySelector<HTMLElement>('[data-focus]');
    (field ?? map.library.getCanvas()).focus({ preventScroll: true });
  }

  /** `true` if the tool in hand, or the change to another tool, made use of the key. */
  hear(event: KeyboardEvent): boolean {
    const [target] = event.composedPath();
    // Enter and Space press the button that has the focus.
    if (['Enter', ' '].includes(event.key) && target instanceof HTMLButtonElement) return false;
    if (this.inHand.onKey?.(event) === true) return true;
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === ' ' && target instanceof HTMLCanvasElement) {
      this.isPanning = true;
      return true;
    }
    if (event.key === 'Escape') {
      if (this.tool === TOOLS[0]) return false;
      this.putAway();
      return true;
    }
    const tool = TOOLS.find(({ key }) => key === event.key.toLowerCase());
    if (tool === undefined) return false;
    this.take(tool.id);
    return true;
  }

  putAway(): void {
    const [first] = TOOLS;
    if (first !== undefined) this.take(first.id);
  }

  private start(tool: Tool): InHand {
    const { store, map } = this.context;
    map.surface.style.cursor = tool.cursor;
    return tool.start({
      ...this.context,
      bar: this.bar,
      setMode: (mode: Mode) => store.change({ mode }),
      putAway: () => this.putAway(),
    });
  }

  private listen(): void {
    const { surface, library } = this.context.map;
    surface.addEventListener('pointerdown', (event) => this.down(event), { capture: true });
    surface.addEventListener('pointermove', (event) => this.moved(event));
    surface.addEventListener('pointerup', (event) => this.up(event));
    surface.addEventListener('keyup', ({ key }) => {
      if (key === ' ') this.isPanning = false;
    });
    surface.addEventListener('focusout', () => {
      this.isPanning = false;
    });
    surface.addEventListener('pointercancel', (event) => this.cancel(event));
    surface.addEventListener('pointerleave', () => {
      this.move = undefined;
      if (this.press === undefined) this.inHand.onLeave?.();
    });
    surface.addEventListener('contextmenu', (event) => {
      if (this.inHand.onRightClick === undefined) return;
      event.preventDefault();
      this.inHand.onRightClick(this.pointer(event));
    });
    // A double click is the tool's; zooming by it would move the ground under the pointer.
    library.doubleClickZoom.disable();
  }

  private down(event: PointerEvent): void {
    if (event.pointerType === 'touch') this.fingers.add(event.pointerId);
    // A second finger means to move the map.
    if (this.fingers.size > 1) {
      this.giveBack();
      return;
    }
    if (event.button !== 0 || this.press !== undefined) return;
    const pointer = this.pointer(event);
    const isTaken = !this.isPanning && this.inHand.onDragStart?.(pointer) === true;
    if (isTaken) {
      this.context.map.setPanning(false);
      this.context.map.surface.setPointerCapture(event.pointerId);
    }
    this.press = { id: event.pointerId, from: pointer.at_px, isTaken, hasMoved: false };
  }

  private moved(event: PointerEvent): void {
    const pointer = this.pointer(event);
    const { press } = this;
    if (press?.id === event.pointerId) {
      const [x, y] = press.from;
      const far_px = Math.hypot(pointer.at_px[0] - x, pointer.at_px[1] - y);
      if (far_px > (pointer.isTouch ? TOUCH_CLICK_PX : CLICK_PX)) press.hasMoved = true;
      if (press.isTaken && press.hasMoved) this.inHand.onDrag?.(pointer);
      return;
    }
    // Mice report more often than the screen shows.
    if (this.move === undefined) requestAnimationFrame(() => this.passOn());
    this.move = pointer;
  }

  private passOn(): void {
    const { move } = this;
    this.move = undefined;
    if (move !== undefined && this.press === undefined) this.inHand.onMove?.(move);
  }

  private up(event: PointerEvent): void {
    this.fingers.delete(event.pointerId);
    const { press } = this;
    if (press?.id !== event.pointerId) return;
    const pointer = this.pointer(event);
    this.press = undefined;
    if (press.isTaken) {
      this.context.map.setPanning(true);
      this.inHand.onDragEnd?.(pointer, press.hasMoved);
    }
    if (!press.hasMoved) this.click(pointer, event.timeStamp);
  }

  private click(pointer: Pointer, time_ms: number): void {
    const [x, y] = this.lastClick_px;
    const isHere = Math.hypot(pointer.at_px[0] - x, pointer.at_px[1] - y) <= DOUBLE_CLICK_PX;
    const isDouble = isHere && time_ms - this.lastClick_ms < DOUBLE_CLICK_MS;
    this.lastClick_ms = isDouble ? 0 : time_ms;
    this.lastClick_px = pointer.at_px;
    if (isDouble && this.inHand.onDoubleClick !== undefined) this.inHand.onDoubleClick(pointer);
    else this.inHand.onClick?.(pointer);
  }

  private cancel(event: PointerEvent): void {
    this.fingers.delete(event.pointerId);
    if (this.press?.id === event.pointerId) this.giveBack();
  }

  /** Leaves the drag to the map; a tool that had it begins anew. */
  private giveBack(): void {
    const { press } = this;
    this.press = undefined;
    this.context.map.setPanning(true);
    if (press?.isTaken === true) this.take(this.tool.id);
  }

  private pointer(event: PointerEvent | MouseEvent): Pointer {
    const { map } = this.context;
    const { left, top } = map.surface.getBoundingClientRect();
    const at_px = [event.clientX - left, event.clientY - top] as const;
    const place: LonLat = map.placeOf(...at_px);
    const { shiftKey: shift, altKey: alt } = event;
    const ctrl = event.ctrlKey || event.metaKey;
    const isTouch = event instanceof PointerEvent && event.pointerType === 'touch';
    return { place, at_px, shift, ctrl, alt, isTouch };
  }
}

function find(id: ToolId): Tool {
  const tool = TOOLS.find((each) => each.id === id);
  if (tool === undefined) throw new Error(`there is no tool ${id}`);
  return tool;
}
