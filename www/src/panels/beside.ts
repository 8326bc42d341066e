// What panels need beside their tabs: lists that are kept up to date, notices above the map, dialogs.
import type { Context } from '../context';
import type { Asks } from '../files/files';
import { Findings } from '../state/findings';
import { problemOf } from '../state/projects';
import { markCell } from './cellmark';
import { element } from './dom';
import { folderDialog } from './files/folder';
import { keepingNotice, lostWork } from './files/lost';
import { importDialog } from './import/dialog';

/** Starts what runs while the editor lives. */
export function beside({ stage }: { readonly stage: HTMLElement }, context: Context): void {
  const { store, editor, map } = context;
  const failed = (thrown: unknown): void => {
    const problem = problemOf(thrown);
    // Stopped on request is no problem.
    if (problem.code !== 'page.cancelled') store.change({ problem });
  };
  new Findings(store, editor, () => map.still(), failed);
  const notice = element('div', 'keeping-notice');
  const lost = element('div', 'lost');
  stage.append(notice, lost);
  keepingNotice(notice, context);
  lostWork(lost, context);
  markCell(context);
}

/** What is asked when files are given. */
export function fileAsks(context: Context): Asks {
  return {
    loose: (files) => void importDialog(context, files),
    folderOf: (name, wanted, give) => folderDialog(context, name, wanted, give),
  };
}
