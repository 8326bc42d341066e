// Times for people.
import type { Lang } from '../i18n';

/** A moment of today as 10:42, of another day with its date; nothing for what is no moment. */
export function moment(lang: Lang, iso: string, now = new Date()): string {
  const time = new Date(iso);
  if (iso === '' || Number.isNaN(time.getTime())) return '';
  const locale = lang === 'zh' ? 'zh-CN' : 'en-GB';
  const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hour12: false };
  if (time.toDateString() === now.toDateString()) return time.toLocaleTimeString(locale, clock);
  return time.toLocaleString(locale, { year: 'numeric', month: '2-digit', day: '2-digit', ...clock });
}
