// Outlines of units, asked for once each: they never change while a project is open.
import type { Shapes, UnitKey } from '../engine/types';
import { polygonsById, type Polygon } from '../map/shapes';

/** More than any street has; a district's are asked for again now and then. */
const MOST = 20_000;

export class UnitOutlines {
  private readonly known = new Map<UnitKey, readonly Polygon[]>();

  constructor(private readonly ask: (units: UnitKey[]) => Promise<Shapes>) {}

  async of(units: readonly UnitKey[]): Promise<Polygon[]> {
    const missing = units.filter((unit) => !this.known.has(unit));
    if (missing.length > 0) {
      if (this.known.size + missing.length > MOST) this.known.clear();
      const found = polygonsById(await this.ask(missing));
      missing.forEach((unit, position) => this.known.set(unit, found.get(position) ?? []));
    }
    return units.flatMap((unit) => this.known.get(unit) ?? []);
  }
}
