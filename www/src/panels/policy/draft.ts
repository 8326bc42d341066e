// Values of rules that are typed in but not applied.
import type { PolicyChange, PolicyField, PolicyRule } from '../../engine/types';

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

  /** Takes a new value; the one that is there already is no change. Of a rule not in force none is. */
  put(path: string, value: Value, before: PolicyField['value'] | undefined): void {
    if (value === before) this.values.delete(path);
    else this.values.set(path, value);
  }

  /** Brings a rule in, or takes it out; taken out, its values say nothing. */
  setRule({ id, isSet, fields }: PolicyRule, isIn: boolean): void {
    for (const path of [...this.values.keys()]) if (path === id || path.startsWith(`${id}.`)) this.values.delete(path);
    if (isIn === isSet) return;
    // A value brings a rule in, with all that it says by itself.
    const first = fields.find(isEditable);
    if (!isIn) this.values.set(id, null);
    else if (first !== undefined) this.values.set(first.path, first.value as Value);
  }

  reset(): void {
    this.values.clear();
  }
}

/** Lists are shown, not edited. */
export function isEditable({ kind }: PolicyField): boolean {
  return kind !== 'list';
}

/** Ends of the paths of bounds, from small to large. */
const BOUNDS = ['min', 'least', 'target', 'max', 'most'];

/** Bounds from small to large, then the others as they come. */
export function inOrder(fields: readonly PolicyField[]): PolicyField[] {
  const rank = ({ path }: PolicyField): number => {
    const at = BOUNDS.indexOf(path.split('.').at(-1) ?? '');
    return at < 0 ? BOUNDS.length : at;
  };
  return [...fields].sort((a, b) => rank(a) - rank(b));
}

/** Bounds first, then rules that someone is cited for, weights, rules not in force, how the engine works. */
export function rankOf({ id, isSet, isOptional, strictness, citationZh }: PolicyRule): number {
  if (id === 'size') return 0;
  if (isSet && (isOptional || strictness !== undefined || citationZh !== '')) return 1;
  if (id === 'weights' || id === 'layer_weights') return 2;
  return isOptional ? 3 : 4;
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
