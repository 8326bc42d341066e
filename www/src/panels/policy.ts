// The rules as a form. What other values would change is shown before they are applied.
import type { Context } from '../context';
import type { PolicyForm } from '../engine/types';
import { say, sayCount, type Lang } from '../i18n';
import { thrownWords } from '../i18n/problem';
import { Latest } from '../state/queue';
import { button, element, emptyState } from './dom';
import type { Panel } from './panel';
import { Draft, rankOf } from './policy/draft';
import { outcome } from './policy/outcome';
import { profileSection } from './policy/profile';
import { ruleForm } from './policy/rule';

const PAUSE_MS = 250;

export const policyPanel: Panel = {
  id: 'policy',
  title: 'panel.policy',
  icon: ['M5 7h8', 'M17 7h2', 'M15 5v4', 'M5 12h2', 'M11 12h8', 'M9 10v4', 'M5 17h7', 'M16 17h3', 'M14 15v4'],
  mount: (root, context) => {
    const view = new PolicyView(root, context);
    context.store.watchParts(['lang', 'project'], () => void view.fill());
    let hadPlan = false;
    context.store.watchParts(['plan'], ({ plan }) => {
      if (hadPlan !== (plan !== undefined)) void view.fill();
      hadPlan = plan !== undefined;
    });
    context.editor.onChange(({ edit }) => {
      if (edit === 'set-policy') void view.fill();
    });
  },
};

class PolicyView {
  private readonly draft = new Draft();
  private readonly asked = new Latest();
  private readonly previews = new Latest();
  private readonly foot = element('div', 'policy-foot');
  private timer = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly context: Context,
  ) {
    this.foot.setAttribute('aria-live', 'polite');
  }

  /** Shows the rules as they are; what was not applied is gone. */
  async fill(): Promise<void> {
    const { lang, plan } = this.context.store.state;
    this.draft.reset();
    clearTimeout(this.timer);
    this.previews.forget();
    if (plan === undefined) {
      this.asked.forget();
      this.root.replaceChildren(emptyState(say(lang, 'policy.empty')));
      return;
    }
    const form = await this.asked.ask(() => this.context.editor.ask('policy', {}));
    if (form !== undefined) this.show(lang, form);
  }

  private show(lang: Lang, form: PolicyForm): void {
    const changed = (): void => this.changed(lang);
    const open = new Set([...this.root.querySelectorAll<HTMLElement>('details[open]')].map(({ id }) => id));
    const sorted = [...form.rules].sort((a, b) => rankOf(a) - rankOf(b));
    const rules = sorted.map((rule, at) => {
      const made = ruleForm(lang, rule, this.draft, changed);
      made.open = open.size > 0 ? open.has(made.id) : at === 0;
      return made;
    });
    const name = element('p', 'policy-name', lang === 'zh' ? form.nameZh : form.nameEn);
    const head = element('section', 'panel', element('h2', '', say(lang, 'policy.title')), name);
    head.append(element('p', 'note', say(lang, 'policy.note')));
    this.root.replaceChildren(head, ...rules, profileSection(lang, this.context), this.foot);
    this.foot.replaceChildren();
  }

  private changed(lang: Lang): void {
    clearTimeout(this.timer);
    if (this.draft.isEmpty) {
      this.previews.forget();
      this.foot.replaceChildren();
      return;
    }
    if (this.foot.childElementCount === 0) this.foot.append(element('p', 'note', say(lang, 'policy.asking')));
    this.timer = window.setTimeout(() => void this.preview(lang), PAUSE_MS);
  }

  private async preview(lang: Lang): Promise<void> {
    const { changes } = this.draft;
    try {
      const effect = await this.previews.ask(() => this.context.editor.ask('previewPolicy', { changes, lang }));
      if (effect === undefined) return;
      this.foot.replaceChildren(
        element('h3', '', sayCount(lang, 'policy.changes', changes.length)),
        this.acts(lang, true),
        ...outcome(lang, effect),
      );
    } catch (thrown) {
      const fault = element('p', 'fault', thrownWords(lang, thrown));
      fault.setAttribute('role', 'alert');
      this.foot.replaceChildren(fault, this.acts(lang, false));
    }
  }

  private acts(lang: Lang, canApply: boolean): HTMLElement {
    const apply = button(say(lang, 'policy.apply'), 'primary', () => void this.apply());
    apply.disabled = !canApply;
    apply.id = 'policy-apply';
    const reset = button(say(lang, 'policy.reset'), '', () => void this.fill());
    reset.id = 'policy-reset';
    return element('div', 'acts', apply, reset);
  }

  private async apply(): Promise<void> {
    const { editor, store } = this.context;
    try {
      const policy = await editor.ask('policyWith', { changes: this.draft.changes });
      await editor.apply({ kind: 'set-policy', policy });
    } catch (thrown) {
      const text = thrownWords(store.state.lang, thrown);
      store.change({ message: { text, kind: 'refused' } });
    }
  }
}
