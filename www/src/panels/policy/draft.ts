// Values of rules that are typed in but not applied.
import type { PolicyChange, PolicyField } from '../../engine/types';

export type Value = PolicyChange['value'];

export class Draft {
  private readonly values = new Map<string, Value>();

  get isEmpty(): boolean {
    return this.values.size === 0;
  }

  /** In the order of their paths: the same draft is always the same list. */
  get changes(): PolicyChange[] {
    return [...this.values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, value]) => ({ path, value }));
  }

  /** Takes a new value; the one that is there already is no change. */
  put(path: string, value: Value, before: PolicyField['value']): void {
    if (value === before) this.values.delete(path);
    else this.values.set(path, value);
  }

  /** Whether a rule is in force; taken out, its values say nothing. */
  setRule(id: string, isIn: boolean, was: boolean): void {
    if (isIn) {
      this.values.delete(id);
      return;
    }
    for (const path of [...this.values.keys()]) if (path.startsWith(`${id}.`)) this.values.delete(path);
    if (was) this.values.set(id, null);
  }

  reset(): void {
    this.values.clear();
  }
}

/** What was typed into a field of numbers; nothing where it is no number that the field takes. */
export function numberOf(text: string, { kind, least, most }: PolicyField): number | undefined {
  const trimmed = text.trim();
  const value = Number(trimmed);
  if (trimmed === '' || !Number.isFinite(value)) return undefined;
  if (kind === 'count' && (!Number.isSafeInteger(value) || value < 0)) return undefined;
  if ((least !== undefined && value < least) || (most !== undefined && value > most)) return undefined;
  return value;
}
