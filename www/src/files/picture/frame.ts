// Where places lie on a sheet: Web Mercator, fitted into a frame.
import type { Bounds } from '../../engine/types';
import type { Ring } from '../../map/shapes';

const RADIUS_M = 6_378_137;

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Frame extends Box {
  point(lon_deg: number, lat_deg: number): [x_px: number, y_px: number];
  /** In the middle of the frame. */
  readonly pixelsPerMetre: number;
}

function x(lon_deg: number): number {
  return (lon_deg * Math.PI) / 180;
}

function y(lat_deg: number): number {
  return Math.log(Math.tan(Math.PI / 4 + (lat_deg * Math.PI) / 360));
}

/** Fits bounds into a box, in its middle. */
export function frameOf([west, south, east, north]: Bounds, { left, top, right, bottom }: Box): Frame {
  const [wide, high] = [Math.max(x(east) - x(west), 1e-9), Math.max(y(north) - y(south), 1e-9)];
  const air = 0.97;
  const scale = Math.min((right - left) / wide, (bottom - top) / high) * air;
  const [midX, midY] = [(x(west) + x(east)) / 2, (y(south) + y(north)) / 2];
  const [centreX, centreY] = [(left + right) / 2, (top + bottom) / 2];
  const middle_rad = 2 * Math.atan(Math.exp(midY)) - Math.PI / 2;
  return {
    left,
    top,
    right,
    bottom,
    point: (lon_deg, lat_deg) => [centreX + (x(lon_deg) - midX) * scale, centreY - (y(lat_deg) - midY) * scale],
    pixelsPerMetre: scale / (RADIUS_M * Math.cos(middle_rad)),
  };
}

export function project(ring: Ring, frame: Frame): number[] {
  const coords: number[] = [];
  for (let at = 0; at + 1 < ring.length; at += 2) coords.push(...frame.point(ring[at] ?? 0, ring[at + 1] ?? 0));
  return coords;
}
