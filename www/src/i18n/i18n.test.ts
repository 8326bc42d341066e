import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { area, count, isKey, length, PARTS, percent, preferredLang, say, sayCount } from './index';
import { sentenceOf, wordsOf } from './problem';

const SOURCES = join(import.meta.dirname, '..');

const table: Record<string, readonly [string, string]> = Object.assign({}, ...Object.values(PARTS));

function scripts(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'pkg' ? [] : scripts(path);
    const isSource = entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts');
    return isSource && folder !== join(SOURCES, 'i18n') ? [path] : [];
  });
}

test('no key is in two parts', () => {
  const keys = Object.values(PARTS).flatMap((part) => Object.keys(part));
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});

test('every key has words in both languages, with the same places for values', () => {
  const places = (words: string): string[] => [...new Set(words.match(/\{\w+\}/g))].sort();
  for (const [key, [zh, en]] of Object.entries(table)) {
    expect(zh.trim(), key).not.toBe('');
    expect(en.trim(), key).not.toBe('');
    expect(places(zh), key).toEqual(places(en));
    // Chinese does not tell one from many.
    expect(zh.includes('|'), key).toBe(false);
  }
});

test('Chinese words are Chinese, English words are not', () => {
  const allowed = new Set(['legend.kept_75', 'legend.kept_50']);
  for (const [key, [zh, en]] of Object.entries(table)) {
    if (!allowed.has(key)) expect(/\p{Script=Han}/u.test(zh), key).toBe(true);
    expect(/\p{Script=Han}/u.test(en), key).toBe(false);
  }
});

test('no key is unused', () => {
  const text = scripts(SOURCES)
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  // `state.${state}` uses every key that begins so.
  const prefixes = [...text.matchAll(/`([a-z_]+\.)\$\{/g)].map(([, prefix]) => prefix ?? '');
  const isUsed = (key: string): boolean =>
    text.includes(`'${key}'`) || prefixes.some((prefix) => key.startsWith(prefix));
  expect(Object.keys(table).filter((key) => !isUsed(key))).toEqual([]);
});

test('values are put in their places, unknown places stay', () => {
  expect(say('en', 'head.undo_of', { title: 'merge {x}' })).toBe('Undo: merge {x}');
  expect(say('zh', 'head.undo_of')).toBe('撤销：{title}');
});

test('one is told from many', () => {
  expect(sayCount('en', 'zones.count', 1)).toBe('1 zone');
  expect(sayCount('en', 'zones.count', 1200)).toBe('1,200 zones');
  expect(sayCount('zh', 'zones.count', 1)).toBe('1 个网格');
});

test('the language is the first wish that can be met', () => {
  expect(preferredLang(['fr-FR', 'en-GB', 'zh-CN'])).toBe('en');
  expect(preferredLang(['zh-Hant-TW', 'en'])).toBe('zh');
  expect(preferredLang(['fr'])).toBe('zh');
});

test('quantities carry their units', () => {
  expect(percent('en', 0.99999)).toBe('99.9%');
  expect(percent('en', 1)).toBe('100%');
  expect(length('en', 999.6)).toBe('1,000 m');
  expect(length('zh', 1234)).toBe('1.23 km');
  expect(area('en', 9_999)).toBe('9,999 m²');
  expect(area('en', 183_900)).toBe('0.1839 km²');
  expect(count('zh', 1234567)).toBe('1,234,567');
});

test('only own keys are keys', () => {
  expect(isKey('page.title')).toBe(true);
  expect(isKey('toString')).toBe(false);
});

test('a problem is told in the language of the page, with what the engine says beside it', () => {
  const problem = { code: 'read.empty', message: 'a.csv: the file is empty', messageZh: '文件是空的,请重新导出' };
  expect(wordsOf('zh', problem)).toEqual({ sentence: problem.messageZh, detail: problem.message });
  expect(sentenceOf('en', problem)).toBe(problem.message);
  // Refused edits are in the language already; problems of the page have words of their own.
  expect(sentenceOf('zh', { code: 'edit.locked', message: '网格 1 已锁定,请先解锁' })).toBe('网格 1 已锁定,请先解锁');
  expect(sentenceOf('zh', { code: 'page.cancelled', message: 'stopped on request' })).toBe('已取消。');
});
