//! Edits, undoing, history.

use onegrid::session::{Edit, Effect, Entry, Logged, Session};
use onegrid::{Lang, Region};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::Engine;
use crate::bulk::Shapes;
use crate::effect::EffectView;
use crate::problem::Problem;
use crate::value::{from_js, language, to_js};

/// `HistoryEntry` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct HistoryEntry {
    title: String,
    kind: &'static str,
    zones: Vec<u32>,
    who: String,
    when: String,
    rule: String,
    why: String,
}

/// `History` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct History {
    pub(crate) done: Vec<HistoryEntry>,
    undone: Vec<HistoryEntry>,
}

impl HistoryEntry {
    pub(crate) fn new(logged: &Logged<'_>) -> Self {
        let Entry { edit, who, when, rule, why } = logged.entry;
        Self {
            title: logged.title.to_owned(),
            kind: edit.kind(),
            zones: logged.zones.iter().map(|key| key.0).collect(),
            who: who.clone(),
            when: when.clone(),
            rule: rule.clone(),
            why: why.clone(),
        }
    }
}

#[wasm_bindgen]
impl Engine {
    /// Makes an edit. What was undone before it is gone then.
    ///
    /// # Errors
    /// `engine.not_merged`, `engine.bad_value`, and `edit.*`: then nothing has changed. The message is a
    /// sentence for people in the language.
    #[wasm_bindgen(unchecked_return_type = "Effect")]
    pub fn apply(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Entry")] entry: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str,
    ) -> Result<JsValue, JsValue> {
        to_js(&self.apply_entry(from_js(entry, "the entry")?, language(lang)?)?)
    }

    /// What an edit would change.
    ///
    /// # Errors
    /// As for [`Engine::apply`].
    #[wasm_bindgen(unchecked_return_type = "Effect")]
    pub fn preview(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Edit")] edit: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str,
    ) -> Result<JsValue, JsValue> {
        let edit: Edit = from_js(edit, "the edit")?;
        let (effect, ground) = self.preview_seen(&edit, language(lang)?)?;
        let view = to_js(&effect)?;
        if let Some(ground) = ground {
            js_sys::Reflect::set(&view, &"ground".into(), &Shapes::of(&ground).into_js()?)?;
        }
        Ok(view)
    }

    /// Takes the last edit back; `undefined` if there is none.
    ///
    /// # Errors
    /// `engine.not_merged`, `engine.unknown_language`.
    #[wasm_bindgen(unchecked_return_type = "Effect | undefined")]
    pub fn undo(&mut self, #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str) -> Result<JsValue, JsValue> {
        effect_or_nothing(self.undo_edit(language(lang)?)?.as_ref())
    }

    /// Makes the edit again that was undone last; `undefined` if there is none.
    ///
    /// # Errors
    /// As for [`Engine::undo`].
    #[wasm_bindgen(unchecked_return_type = "Effect | undefined")]
    pub fn redo(&mut self, #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str) -> Result<JsValue, JsValue> {
        effect_or_nothing(self.redo_edit(language(lang)?)?.as_ref())
    }

    /// What can be undone and made again.
    ///
    /// # Errors
    /// As for [`Engine::undo`].
    #[wasm_bindgen(unchecked_return_type = "History")]
    pub fn history(&self, #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str) -> Result<JsValue, JsValue> {
        to_js(&self.history_in(language(lang)?)?)
    }

    /// The edits that were made and not undone, the first one first.
    ///
    /// # Errors
    /// `engine.not_merged`.
    #[wasm_bindgen(unchecked_return_type = "Entry[]")]
    pub fn log(&self) -> Result<JsValue, JsValue> {
        to_js(&self.session()?.log().collect::<Vec<_>>())
    }
}

fn effect_or_nothing(effect: Option<&EffectView>) -> Result<JsValue, JsValue> {
    effect.map_or(Ok(JsValue::UNDEFINED), to_js)
}

impl Engine {
    pub(crate) fn apply_entry(&mut self, entry: Entry, lang: Lang) -> Result<EffectView, Problem> {
        let session = self.session_mut()?;
        let effect = session.apply_noted(entry).map_err(|error| Problem::of_edit(&error, lang))?;
        let view = EffectView::new(session, effect, lang);
        self.summary = None;
        Ok(view)
    }

    pub(crate) fn preview_edit(&mut self, edit: &Edit, lang: Lang) -> Result<EffectView, Problem> {
        let session = self.session_mut()?;
        let effect = session.preview(edit).map_err(|error| Problem::of_edit(&error, lang))?;
        Ok(EffectView::new(session, effect, lang))
    }

    /// With the ground that would move where a line cuts it: its units are not there before.
    fn preview_seen(&mut self, edit: &Edit, lang: Lang) -> Result<(EffectView, Option<Vec<Region>>), Problem> {
        let session = self.session_mut()?;
        let see = |after: &Session, effect: &Effect| {
            let moved = || effect.moved.iter().filter_map(|&key| after.unit_with_key(key)).collect::<Vec<_>>();
            effect.units_changed.then(|| after.moved_regions(&moved()))
        };
        let (effect, ground) = session.preview_seen(edit, see).map_err(|error| Problem::of_edit(&error, lang))?;
        Ok((EffectView::new(session, effect, lang), ground))
    }

    pub(crate) fn undo_edit(&mut self, lang: Lang) -> Result<Option<EffectView>, Problem> {
        let session = self.session_mut()?;
        let Some(effect) = session.undo() else { return Ok(None) };
        let view = EffectView::new(session, effect, lang);
        self.summary = None;
        Ok(Some(view))
    }

    pub(crate) fn redo_edit(&mut self, lang: Lang) -> Result<Option<EffectView>, Problem> {
        let session = self.session_mut()?;
        let Some(effect) = session.redo() else { return Ok(None) };
        let view = EffectView::new(session, effect, lang);
        self.summary = None;
        Ok(Some(view))
    }

    pub(crate) fn history_in(&self, lang: Lang) -> Result<History, Problem> {
        let [done, undone] = self.session()?.history(lang);
        let entries = |list: &[Logged<'_>]| list.iter().map(HistoryEntry::new).collect();
        Ok(History { done: entries(&done), undone: entries(&undone) })
    }
}
