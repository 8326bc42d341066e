// The panels in the order of their tabs. A new panel is a file beside this one and a line here.
import { crosswalkPanel } from './crosswalk';
import { filesPanel } from './files';
import { historyPanel } from './history';
import { layersPanel } from './layers';
import type { Panel } from './panel';
import { policyPanel } from './policy';
import { problemsPanel } from './problems';
import { projectPanel } from './project';
import { scorePanel } from './score';
import { zonesPanel } from './zones';

export const PANELS: readonly Panel[] = [
  projectPanel,
  zonesPanel,
  problemsPanel,
  scorePanel,
  policyPanel,
  layersPanel,
  historyPanel,
  crosswalkPanel,
  filesPanel,
];
