// The style sheets of the element: made as objects, so that a strict content policy lets them in.
import mapLibre from 'maplibre-gl/dist/maplibre-gl.css?inline';
import base from './base.css?inline';
import files from './files.css?inline';
import map from './map.css?inline';
import panels from './panels.css?inline';
import review from './review.css?inline';
import shell from './shell.css?inline';
import tools from './tools.css?inline';

function sheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

export const STYLES: CSSStyleSheet[] = [mapLibre, base, shell, map, tools, panels, review, files].map(sheet);
