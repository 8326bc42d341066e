// What a person types to find something: a place, or words of a zone.
import type { LonLat, ZoneRow } from '../engine/types';

/** Longitude and latitude as they are written: `118.78,32.06`, also with a space or `，`. */
export function placeOf(text: string): LonLat | undefined {
  const parts = text.trim().split(/\s*[,，;；\s]\s*/);
  if (parts.length !== 2 || !parts.every((part) => /^[+-]?\d+(\.\d+)?°?$/.test(part))) return undefined;
  const [first = NaN, second = NaN] = parts.map((part) => Number(part.replace('°', '')));
  if (isPlace(first, second)) return [first, second];
  // Written the other way round: a latitude beyond 90 degrees can only be a longitude.
  return isPlace(second, first) ? [second, first] : undefined;
}

function isPlace(lon_deg: number, lat_deg: number): boolean {
  return Math.abs(lon_deg) <= 180 && Math.abs(lat_deg) <= 90;
}

/** Zones whose code, name or community has all the words; those whose code ends so come first. */
export function zonesOf(rows: Iterable<ZoneRow>, text: string): ZoneRow[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return [];
  const found = [...rows].filter(({ code, name, community }) => {
    const all = `${code} ${name} ${community}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
  const rank = ({ code }: ZoneRow): number => (words.some((word) => code.endsWith(word)) ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b) || (a.code < b.code ? -1 : 1));
}
