// The chosen cell of a layer, outlined on the map as it was drawn.
import type { LineLayerSpecification } from 'maplibre-gl';
import type { Context } from '../context';
import { topOf } from '../map/layers';

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
    if (subject?.kind !== 'cell' || project === undefined) return;
    const source = `layer:${subject.layer}`;
    if (library.getSource(source) === undefined) return;
    for (const [id, paint] of PAINTS) {
      const filter: LineLayerSpecification['filter'] = ['==', ['get', 'key'], subject.cell];
      library.addLayer({ id, source, type: 'line', filter, paint }, topOf('mark'));
    }
  });
}
