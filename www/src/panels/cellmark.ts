// The cells that the card tells of, outlined on the map as they were drawn.
import type { LineLayerSpecification } from 'maplibre-gl';
import type { Context } from '../context';
import { topOf } from '../map/layers';
import type { Subject } from '../state/store';

const MARK = 'chosen-cell';
const EDGE = 'chosen-cell-edge';
const PAINTS: readonly [id: string, paint: NonNullable<LineLayerSpecification['paint']>][] = [
  [EDGE, { 'line-color': '#ffffff', 'line-width': 7 }],
  [MARK, { 'line-color': '#b3263a', 'line-width': 3 }],
];

export function markCell({ store, map }: Context): void {
  const { library } = map;
  const unmark = (): void => {
    for (const [id] of PAINTS) if (library.getLayer(id) !== undefined) library.removeLayer(id);
  };
  store.watchParts(['subject', 'project'], ({ subject, project }) => {
    unmark();
    const cells = subject === undefined ? undefined : cellsOf(subject);
    if (cells === undefined || project === undefined) return;
    const source = `layer:${cells.layer}`;
    if (library.getSource(source) === undefined) return;
    for (const [id, paint] of PAINTS) {
      const filter: LineLayerSpecification['filter'] = ['in', ['get', 'key'], ['literal', [...cells.keys]]];
      library.addLayer({ id, source, type: 'line', filter, paint }, topOf('mark'));
    }
  });
}

function cellsOf(subject: Subject): { layer: string; keys: readonly string[] } {
  if (subject.kind === 'cell') return { layer: subject.layer, keys: [subject.cell] };
  return { layer: subject.conflict.layer, keys: subject.conflict.cells };
}
