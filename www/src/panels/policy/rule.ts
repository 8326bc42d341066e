// One rule of the policy: hard or weighted, its values, who says so.
import type { PolicyField, PolicyRule } from '../../engine/types';
import { count, say, type Lang } from '../../i18n';
import { element } from '../dom';
import { inOrder, isEditable, numberOf, type Draft, type Value } from './draft';

export function ruleForm(lang: Lang, rule: PolicyRule, draft: Draft, changed: () => void): HTMLDetailsElement {
  const summary = element('summary', '', element('span', 'rule-name', inLang(lang, rule.nameZh, rule.nameEn)));
  if (!rule.isSet) summary.append(element('span', 'strictness off', say(lang, 'policy.off')));
  else if (rule.strictness !== undefined) {
    summary.append(element('span', `strictness ${rule.strictness}`, say(lang, `policy.${rule.strictness}`)));
  }
  const fields = element('div', 'rule-fields', ...inOrder(rule.fields).map((field) => fieldForm(lang, rule, field, draft, changed)));
  const parts: HTMLElement[] = [];
  if (rule.isOptional) parts.push(inForce(lang, rule, fields, draft, changed));
  parts.push(fields);
  const citation = inLang(lang, rule.citationZh, rule.citationEn);
  if (citation !== '') parts.push(element('p', 'citation', citation));
  const made = element('details', 'rule', summary, ...parts);
  made.id = `rule-${rule.id}`;
  return made;
}

/** The switch of a rule that can be taken out or brought in. */
function inForce(lang: Lang, rule: PolicyRule, fields: HTMLElement, draft: Draft, changed: () => void): HTMLElement {
  const box = element('input');
  box.type = 'checkbox';
  box.checked = rule.isSet;
  box.disabled = !rule.isSet && !rule.fields.some(isEditable);
  box.dataset['rule'] = rule.id;
  const dim = (): void => {
    fields.toggleAttribute('inert', !box.checked);
    fields.classList.toggle('off', !box.checked);
  };
  dim();
  box.addEventListener('change', () => {
    draft.setRule(rule, box.checked);
    dim();
    changed();
  });
  return element('label', 'check', box, say(lang, 'policy.in_force'));
}

function fieldForm(lang: Lang, rule: PolicyRule, field: PolicyField, draft: Draft, changed: () => void): HTMLElement {
  const unit = lang === 'zh' ? field.unitZh : field.unitEn;
  const name = inLang(lang, field.nameZh, field.nameEn);
  const label = element('label', 'field', unit === '' ? name : `${name} (${unit})`);
  const put = (value: Value): void => {
    draft.put(field.path, value, rule.isSet ? field.value : undefined);
    changed();
  };
  switch (field.kind) {
    case 'count':
    case 'number':
      label.append(...numberInput(lang, field, put));
      break;
    case 'flag':
      return flag(label, field, put);
    case 'choice':
      label.append(choice(lang, field, put));
      break;
    case 'text':
      label.append(text(field, put));
      break;
    case 'list':
      return element('p', 'field', name, element('span', 'list-value', listed(lang, field.value)));
  }
  return label;
}

function numberInput(lang: Lang, field: PolicyField, put: (value: Value) => void): HTMLElement[] {
  const input = element('input');
  input.type = 'number';
  input.step = field.kind === 'count' ? '1' : 'any';
  if (field.least !== undefined) input.min = String(field.least);
  if (field.most !== undefined) input.max = String(field.most);
  input.value = typeof field.value === 'number' ? String(field.value) : '';
  input.placeholder = say(lang, 'policy.nothing');
  input.dataset['path'] = field.path;
  const fault = element('span', 'fault');
  fault.setAttribute('role', 'alert');
  input.addEventListener('input', () => {
    const isUnsaid = input.value.trim() === '' && !input.validity.badInput;
    const value = numberOf(input.value, field);
    const isWrong = !isUnsaid && value === undefined;
    input.setAttribute('aria-invalid', String(isWrong));
    fault.textContent = isWrong ? expected(lang, field) : '';
    if (!isWrong) put(value ?? null);
  });
  return [input, fault];
}

function expected(lang: Lang, { least, most, kind }: PolicyField): string {
  const from = count(lang, least ?? 0);
  if (most !== undefined) return say(lang, 'policy.between', { least: from, most: count(lang, most) });
  if (kind === 'count') return say(lang, 'policy.whole', { least: from });
  return least === undefined ? say(lang, 'policy.number') : say(lang, 'policy.at_least', { least: from });
}

function flag(label: HTMLElement, field: PolicyField, put: (value: Value) => void): HTMLElement {
  const box = element('input');
  box.type = 'checkbox';
  box.checked = field.value === true;
  box.dataset['path'] = field.path;
  box.addEventListener('change', () => put(box.checked));
  label.className = 'check';
  label.prepend(box);
  return label;
}

function choice(lang: Lang, field: PolicyField, put: (value: Value) => void): HTMLSelectElement {
  const select = element('select');
  select.dataset['path'] = field.path;
  if (field.value === null) select.append(element('option', '', say(lang, 'policy.nothing')));
  for (const { value, nameZh, nameEn } of field.choices ?? []) {
    const option = element('option', '', inLang(lang, nameZh, nameEn));
    option.value = value;
    option.selected = value === field.value;
    select.append(option);
  }
  select.addEventListener('change', () => {
    const isUnsaid = field.value === null && select.selectedIndex === 0;
    put(isUnsaid ? null : select.value);
  });
  return select;
}

function text(field: PolicyField, put: (value: Value) => void): HTMLInputElement {
  const input = element('input');
  input.type = 'text';
  input.value = typeof field.value === 'string' ? field.value : '';
  input.dataset['path'] = field.path;
  input.addEventListener('input', () => put(input.value === '' && field.value === null ? null : input.value));
  return input;
}

function listed(lang: Lang, value: PolicyField['value']): string {
  if (!Array.isArray(value) || value.length === 0) return say(lang, 'policy.nothing');
  return value.join(lang === 'zh' ? '、' : ', ');
}

/** The engine's words stand inside of sentences too; here they begin one. */
function inLang(lang: Lang, zh: string, en: string): string {
  return lang === 'zh' ? zh : en.charAt(0).toUpperCase() + en.slice(1);
}
