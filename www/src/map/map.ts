// The map: draws what it is given, says where the pointer is. Without a base map of the user's own
// choice it asks no server for anything.
import {
  Map as MapLibre,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { Bounds, LayerInfo, LonLat } from '../engine/types';
import { say, type Key, type Lang } from '../i18n';
import type { Shown, View } from '../state/view';
import { BaseMaps } from './basemap';
import { CellsOnMap } from './cells';
import { topOf, ZONES } from './layers';
import { Overlay, type Projection } from './overlay';
import { isDrawnBySoftware } from './software';
import { EMPTY_STYLE, FONTS } from './style';
import { warmUp } from './warm';
import { ZonesOnMap } from './zones';

setWorkerUrl(workerUrl);

/** Circumference of the earth at the equator in metres, as Web Mercator has it. */
const EQUATOR_M = 40_075_016.686;
/** Opacity of the zones where a base map lies below them. */
const ABOVE_BASE_MAP = 0.65;
/** How long others wait at most for the map to be drawn. */
const STILL_MOST_MS = 3000;
/** Width of the world in CSS pixels at zoom 0. */
const WORLD_PX = 512;

export class GridMap {
  readonly cells: CellsOnMap;
  readonly zones: ZonesOnMap;
  private readonly baseMaps: BaseMaps;
  readonly overlay: Overlay;
  /** Resolves when the map can draw. */
  readonly loaded: Promise<void>;
  /** Whether the processor draws the map. */
  readonly isSoftware: boolean;
  /** For what this class does not offer; handle with care. */
  readonly library: MapLibre;

  constructor(private readonly container: HTMLElement) {
    this.library = new MapLibre({
      container,
      style: EMPTY_STYLE,
      center: [105, 35],
      zoom: 3,
      maxPitch: 0,
      attributionControl: false,
      // Tiles of a base map then come as pictures: the content policy need not open connections.
      refreshExpiredTiles: false,
      // Labels stand where they stand: fading them in draws the whole map a dozen times after every edit.
      fadeDuration: 0,
      dragRotate: false,
      pitchWithRotate: false,
      boxZoom: false,
      localIdeographFontFamily: FONTS.join(', '),
    });
    const { library } = this;
    library.touchZoomRotate.disableRotation();
    library.keyboard.disableRotation();
    library.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    library.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-left');
    this.loaded = new Promise((loaded) => library.once('load', () => loaded()));
    void this.loaded.then(() => warmUp(library));
    this.isSoftware = isDrawnBySoftware(library.getCanvas());
    if (this.isSoftware) library.setPixelRatio(1);
    this.overlay = new Overlay(container, library.getCanvasContainer(), () => this.projection(), this.isSoftware);
    library.on('render', () => this.overlay.redraw());
    library.on('resize', () => this.overlay.redraw());
    this.baseMaps = new BaseMaps(library);
    this.cells = new CellsOnMap(library);
    this.zones = new ZonesOnMap(library, this.overlay);
  }

  /** Where pointers are heard. */
  get surface(): HTMLElement {
    return this.library.getCanvasContainer();
  }

  /** Names the map and its buttons in a language. */
  speak(lang: Lang): void {
    const names: [string, Key][] = [
      ['.maplibregl-canvas', 'page.map'],
      ['.maplibregl-ctrl-zoom-in', 'map.zoom_in'],
      ['.maplibregl-ctrl-zoom-out', 'map.zoom_out'],
    ];
    for (const [selector, key] of names) {
      const named = this.container.querySelector(selector);
      named?.setAttribute('aria-label', say(lang, key));
      if (named instanceof HTMLButtonElement) named.title = say(lang, key);
    }
  }

  drawLayer(layer: LayerInfo, position: number, geojson: Uint8Array<ArrayBuffer>): void {
    this.cells.draw(layer, position, geojson);
  }

  /** Shows layers in their order and density, and colours the zones. */
  show(view: View): void {
    this.zones.colour(view.colour);
    const isBase = view.before === 'base';
    let below = topOf('cells');
    for (const shown of view.layers) {
      if (shown.id === ZONES) this.showZones(view, shown, below);
      else if (isBase && this.cells.isBase(shown.id)) this.cells.show({ ...shown, isVisible: true }, below);
      else this.cells.show(shown, below);
      below = this.lowest(shown.id) ?? below;
    }
    this.cells.tellApart(view.colour === 'department' && !isBase ? view.department : undefined);
    this.baseMaps.show(view.baseMap);
    this.cells.showGround(view.baseMap === undefined);
    this.tellWhenStill(view);
  }

  /** Resolves when everything is drawn; after a while also where nothing is, as in a tab that nobody sees. */
  still(): Promise<void> {
    if (this.library.loaded()) return Promise.resolve();
    return new Promise((go) => {
      this.library.once('idle', () => go());
      setTimeout(go, STILL_MOST_MS);
    });
  }

  fit([west, south, east, north]: Bounds): void {
    this.library.fitBounds([west, south, east, north], { padding: 32, animate: false });
  }

  /** Moves to a place unless it is in sight. */
  reveal(place: LonLat): void {
    if (!this.library.getBounds().contains(place)) this.library.jumpTo({ center: place });
  }

  /** Moves to a place, near enough to see a zone. */
  goTo(place: LonLat): void {
    this.library.jumpTo({ center: place, zoom: Math.max(this.library.getZoom(), 15.5) });
  }

  /** The place of the ground below a point of the map, in CSS pixels from its upper left corner. */
  placeOf(x_px: number, y_px: number): LonLat {
    const { lng, lat } = this.library.unproject([x_px, y_px]);
    return [lng, lat];
  }

  /** Metres of the ground per CSS pixel in the middle of the map. */
  metresPerPixel(): number {
    return 1 / this.projection().pixelsPerMetre(this.library.getCenter().lat);
  }

  /** Whether dragging moves the map; a tool that draws takes it over. */
  setPanning(pans: boolean): void {
    if (pans) this.library.dragPan.enable();
    else this.library.dragPan.disable();
  }

  clear(): void {
    this.cells.clear();
    this.zones.clear();
  }

  destroy(): void {
    this.clear();
    this.library.remove();
  }

  private showZones({ before, hasLabels, baseMap }: View, { isVisible, opacity }: Shown, below: string): void {
    if (!this.zones.isDrawn) return;
    const isNow = isVisible && before === undefined;
    const clear = baseMap === undefined ? 1 : ABOVE_BASE_MAP;
    const isProposal = before === 'proposal';
    this.zones.show({ isVisible: isNow, hasLabels, opacity: opacity * clear, isProposal }, below);
  }

  /** The lowest map layer of a switch. */
  private lowest(id: string): string | undefined {
    const lowest = id === ZONES ? `${ZONES}:fill` : `layer:${id}:fill`;
    const found = [lowest, `layer:${id}:line`].find((each) => this.library.getLayer(each));
    return found;
  }

  /** As the map lies now. Without pitch and turns it is plain Web Mercator, and this is exact. */
  private projection(): Projection {
    const { library } = this;
    const { lng, lat } = library.getCenter();
    const { clientWidth, clientHeight } = library.getContainer();
    const world_px = WORLD_PX * 2 ** library.getZoom();
    const left_px = across(lng) * world_px - clientWidth / 2;
    const top_px = down(lat) * world_px - clientHeight / 2;
    return {
      point: (lon_deg, lat_deg) => [
        across(lon_deg) * world_px - left_px,
        down(lat_deg) * world_px - top_px,
      ],
      pixelsPerMetre: (lat_deg) => world_px / (EQUATOR_M * Math.cos((lat_deg * Math.PI) / 180)),
    };
  }

  /** Names the layers on the map once it has drawn them all (for tests). */
  private tellWhenStill(view: View): void {
    delete this.container.dataset['drawn'];
    this.library.once('idle', () => {
      const shown = view.layers.filter(({ isVisible }) => isVisible);
      this.container.dataset['drawn'] = shown.map(({ id }) => id).join(' ');
    });
  }
}

/** How far east on the map a longitude lies, from 0 to 1. */
function across(lon_deg: number): number {
  return lon_deg / 360 + 0.5;
}

/** How far down on the map a latitude lies, from 0 to 1. */
function down(lat_deg: number): number {
  const lat = (lat_deg * Math.PI) / 180;
  return 0.5 - Math.log(Math.tan(Math.PI / 4 + lat / 2)) / (2 * Math.PI);
}
