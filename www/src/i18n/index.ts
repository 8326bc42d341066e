// Words of the editor, by language. The engine's own sentences come from Rust in either language.
import { files } from './files';
import { map } from './map';
import { panels } from './panels';
import { review } from './review';
import { shell } from './shell';
import { tools } from './tools';
import type { Pair } from './words';

/** The words of every part; a key belongs to one part only. */
export const PARTS = { shell, map, tools, panels, review, files };

const words = { ...shell, ...map, ...tools, ...panels, ...review, ...files };

export type Key = keyof typeof words;
export type Lang = 'zh' | 'en';

function word(lang: Lang, key: Key): string {
  const [zh, en]: Pair = words[key];
  return lang === 'zh' ? zh : en;
}

/** The browser's first wish that the page can meet. */
export function preferredLang(wishes: readonly string[]): Lang {
  for (const wish of wishes) {
    if (wish.toLowerCase().startsWith('zh')) return 'zh';
    if (wish.toLowerCase().startsWith('en')) return 'en';
  }
  return 'zh';
}

/** The sentence of a key, with `{name}` replaced by the value of that name. */
export function say(lang: Lang, key: Key, values: Record<string, string> = {}): string {
  return word(lang, key).replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** A sentence about a number; where a language tells one from many, the forms are `one|many`. */
export function sayCount(lang: Lang, key: Key, value: number): string {
  const [one, many] = word(lang, key).split('|');
  const isOne = lang === 'en' && value === 1;
  return ((isOne ? one : many) ?? one ?? '').replace('{count}', count(lang, value));
}

export function isKey(key: string): key is Key {
  return Object.hasOwn(words, key);
}

/** Making a formatter takes longer than all its work. */
const formats: Record<Lang, { whole: Intl.NumberFormat; significant: Intl.NumberFormat }> = {
  zh: formatsOf('zh-CN'),
  en: formatsOf('en-GB'),
};

function formatsOf(locale: string): { whole: Intl.NumberFormat; significant: Intl.NumberFormat } {
  return {
    whole: new Intl.NumberFormat(locale),
    significant: new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 }),
  };
}

export function count(lang: Lang, value: number): string {
  return formats[lang].whole.format(value);
}

/** A share from 0 to 1 as per cent; only the whole is shown as 100 %. */
export function percent(lang: Lang, share: number): string {
  const tenths = share < 1 ? Math.min(999, Math.round(share * 1000)) : 1000;
  return `${formats[lang].whole.format(tenths / 10)}%`;
}

/** A length on the ground: metres below a kilometre. */
export function length(lang: Lang, length_m: number): string {
  return length_m < 1000 ? `${count(lang, Math.round(length_m))} m` : `${count(lang, Math.round(length_m / 10) / 100)} km`;
}

/** An area of the ground: square metres below a hectare, square kilometres from one up. */
export function area(lang: Lang, area_m2: number): string {
  const { significant } = formats[lang];
  return area_m2 < 10_000 ? `${significant.format(area_m2)} m²` : `${significant.format(area_m2 / 1e6)} km²`;
}
