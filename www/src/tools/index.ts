// The tools in the order of the tool bar. A new tool is a file beside this one and a line here.
import { select } from './select';
import type { Tool } from './tool';

export const TOOLS: readonly Tool[] = [select];
