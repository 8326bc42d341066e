// What a tool is: something in hand that hears the pointer and the keyboard over the map.
import type { Context } from '../context';
import type { LonLat } from '../engine/types';
import type { Key } from '../i18n';
import type { Mode, ToolId } from '../state/mode';

/** Where the pointer is, and what is held down with it. */
export interface Pointer {
  readonly place: LonLat;
  /** CSS pixels from the upper left corner of the map. */
  readonly at_px: readonly [x: number, y: number];
  readonly shift: boolean;
  /** Ctrl, or Command on a Mac. */
  readonly ctrl: boolean;
  readonly alt: boolean;
  /** A finger, which is less exact than a mouse or a pen. */
  readonly isTouch: boolean;
}

/** What a tool is given when it is taken in hand. */
export interface ToolContext extends Context {
  /** A bar above the map for settings and buttons of the tool; emptied when the tool is put away. */
  readonly bar: HTMLElement;
  /** Replaces the tool's own state. */
  setMode(mode: Mode): void;
  /** Goes back to the first tool. */
  putAway(): void;
}

/** A tool in hand. All it hears is optional. */
export interface InHand {
  /** Puts away: removes from the overlay what the tool put there. */
  stop(): void;
  onMove?(pointer: Pointer): void;
  /** The pointer left the map. */
  onLeave?(): void;
  onClick?(pointer: Pointer): void;
  /** The second click of two; the first was heard as a click. */
  onDoubleClick?(pointer: Pointer): void;
  /** The right button, or a long press of a finger: ends what is being drawn. */
  onRightClick?(pointer: Pointer): void;
  /** The button went down; `true` takes the drag over from the map, which would pan. */
  onDragStart?(pointer: Pointer): boolean;
  onDrag?(pointer: Pointer): void;
  /** The button went up after a drag that was taken over, also if the pointer never moved. */
  onDragEnd?(pointer: Pointer, hasMoved: boolean): void;
  /** `true` if the key meant something; then nobody else hears it. Escape included. */
  onKey?(event: KeyboardEvent): boolean;
  /** The plan, the selection or the language is another one. */
  onChange?(): void;
}

/** A tool on the tool bar. */
export interface Tool {
  readonly id: ToolId;
  /** Tools of a group stand together. */
  readonly group: 'look' | 'units' | 'zones' | 'measure';
  readonly title: Key;
  readonly hint: Key;
  /** The key that takes it in hand: one small letter. */
  readonly key: string;
  /** What other keys do while it is in hand, for the list of keys. */
  readonly moreKeys?: readonly (readonly [key: string, words: Key])[];
  /** Paths of an icon of 24 by 24, drawn with a line of 1.75. */
  readonly icon: readonly string[];
  /** CSS cursor over the map. */
  readonly cursor: string;
  /** Whether it needs merged zones; then it is greyed out before. */
  readonly needsPlan: boolean;
  start(context: ToolContext): InHand;
}
