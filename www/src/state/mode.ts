// What the tool in hand is doing: one case per tool. A tool adds its own case where it is written:
//
//   declare module '../state/mode' {
//     interface Modes {
//       brush: { readonly radius_m: number };
//     }
//   }

/** The state of each tool while it is in hand. */
export interface Modes {
  select: { readonly hovered: number | undefined };
}

export type ToolId = keyof Modes & string;

/** Told apart by `tool`. */
export type Mode = { [Id in ToolId]: { readonly tool: Id } & Modes[Id] }[ToolId];

/** The tool in hand when the page opens, and after Escape. */
export const FIRST_MODE: Mode = { tool: 'select', hovered: undefined };
