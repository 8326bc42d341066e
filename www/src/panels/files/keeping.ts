// How the work is kept, in words.
import type { Keeping } from '../../files/keeper';
import { say, type Lang } from '../../i18n';
import { moment } from '../time';

/** Nothing where there is nothing to tell. */
export function keepingWords(lang: Lang, keeping: Keeping | undefined): string {
  switch (keeping?.kind) {
    case 'waiting':
      return say(lang, 'keeping.waiting');
    case 'kept':
      return say(lang, 'keeping.kept', { time: moment(lang, keeping.when) });
    case 'failed':
      return say(lang, 'keeping.failed', { cause: keeping.cause });
    case 'elsewhere':
      return say(lang, 'keeping.elsewhere');
    default:
      return '';
  }
}
