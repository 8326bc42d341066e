// The panels in the order of their tabs. A new panel is a file beside this one and a line here.
import { layersPanel } from './layers';
import type { Panel } from './panel';
import { projectPanel } from './project';
import { zonesPanel } from './zones';

export const PANELS: readonly Panel[] = [projectPanel, zonesPanel, layersPanel];
