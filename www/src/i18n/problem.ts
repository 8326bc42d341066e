// What the engine says of a problem, in the language of the page.
import type { EngineProblem } from '../engine/types';
import { isKey, say, type Lang } from './index';

/** One sentence for people; `detail` is what the engine itself says, with figures, where that is in another language. */
export function wordsOf(lang: Lang, { code, message, messageZh }: EngineProblem): { sentence: string; detail?: string } {
  if (isKey(code)) return { sentence: say(lang, code) };
  if (lang === 'zh' && messageZh !== undefined) return { sentence: messageZh, detail: message };
  return { sentence: message };
}

/** Both in one line. */
export function sentenceOf(lang: Lang, problem: EngineProblem): string {
  const { sentence, detail } = wordsOf(lang, problem);
  return detail === undefined ? sentence : `${sentence}（${detail}）`;
}

/** What was thrown, in one line. */
export function thrownWords(lang: Lang, thrown: unknown): string {
  const problem = thrown instanceof Error && 'problem' in thrown ? (thrown.problem as EngineProblem) : undefined;
  if (problem !== undefined) return sentenceOf(lang, problem);
  return thrown instanceof Error ? thrown.message : String(thrown);
}
