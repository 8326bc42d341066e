// Whether drawn lines cut units, or move whole ones. A person's choice, kept from tool to tool.
import { tick } from './bar';
import type { ToolContext } from './tool';

let isCutting = true;

/** Whether drawn lines cut units. */
export function cuts(): boolean {
  return isCutting;
}

/** The choice, for a tool's bar. */
export function cutTick({ say }: ToolContext, act: () => void): HTMLElement {
  const made = tick('cut', say('cut.cut'), isCutting, (isOn) => {
    isCutting = isOn;
    act();
  });
  made.title = say('cut.hint');
  return made;
}
