// The tools in the order of the tool bar. A new tool is a file beside this one and a line here.
import { border } from './border';
import { brush } from './brush';
import { exclusive } from './exclusive';
import { lasso } from './lasso';
import { lock } from './lock';
import { measure } from './measure';
import { merge } from './merge';
import { name } from './name';
import { search } from './search';
import { select } from './select';
import { split } from './split';
import type { Tool } from './tool';

export const TOOLS: readonly Tool[] = [
  select,
  search,
  brush,
  lasso,
  merge,
  split,
  border,
  exclusive,
  lock,
  name,
  measure,
];
