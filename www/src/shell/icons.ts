// Icons of the shell: line paths on a field of 24 by 24.

export const UNDO = ['M9 7L4.5 11.5 9 16', 'M4.5 11.5H14a5.5 5.5 0 0 1 0 11h-2'] as const;
export const REDO = ['M15 7l4.5 4.5L15 16', 'M19.5 11.5H10a5.5 5.5 0 0 0 0 11h2'] as const;
export const HELP = [
  'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  'M9.4 9.4a2.7 2.7 0 1 1 3.9 2.5c-.8.4-1.3.9-1.3 1.9',
  'M12 16.8v.2',
] as const;
export const CLOSE = ['M6 6l12 12', 'M18 6L6 18'] as const;
