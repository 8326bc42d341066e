import { words } from './words';

// Names and hints of the tools.
export const tools = words({
  'tool.select': ['选择', 'Select'],
  'tool.select.hint': [
    '点击网格查看；按住 Shift 点击可多选；Esc 取消选择',
    'Click a zone to see it; Shift-click for several; Esc selects nothing',
  ],
});
