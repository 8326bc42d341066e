//! The policy as a form.

use js_sys::Function;
use onegrid::session::Edit;
use onegrid::{Policy, PolicyChange, Progress};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::Engine;
use crate::listener::Listening;
use crate::problem::Problem;
use crate::problems::Score;
use crate::value::{from_js, language, to_js};

/// `MergeTrial` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct MergeTrial {
    now: Score,
    then: Score,
}

#[wasm_bindgen]
impl Engine {
    /// Merges under one of the project's policies and keeps the result aside: figures of the plan now, and of the
    /// one that [`Engine::merge`] with the same policy then takes without work.
    ///
    /// # Errors
    /// As for [`Engine::merge`], and `engine.not_merged`.
    #[wasm_bindgen(js_name = tryMerge, unchecked_return_type = "MergeTrial")]
    pub fn try_merge(
        &mut self,
        policy: &str,
        #[wasm_bindgen(unchecked_param_type = "Progress")] progress: &Function,
    ) -> Result<JsValue, JsValue> {
        to_js(&Listening::during(progress, |heard| self.trial_of(policy, heard))?)
    }

    /// The rules of now as a form; before a merge those that the project asks for.
    ///
    /// # Errors
    /// Only where the browser cannot read JSON.
    #[wasm_bindgen(unchecked_return_type = "PolicyForm")]
    pub fn policy(&self) -> Result<JsValue, JsValue> {
        to_js(&self.policy_now().form())
    }

    /// The rules of now with other values, for an edit `set-policy`.
    ///
    /// # Errors
    /// `engine.bad_value`, and `policy.*`: values that cannot be or that contradict each other.
    #[wasm_bindgen(js_name = policyWith, unchecked_return_type = "Policy")]
    pub fn policy_with(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PolicyChange[]")] changes: &JsValue,
    ) -> Result<JsValue, JsValue> {
        to_js(&self.changed_policy(changes)?)
    }

    /// What other values of the rules would change.
    ///
    /// # Errors
    /// As for [`Engine::policy_with`] and [`Engine::preview`].
    #[wasm_bindgen(js_name = previewPolicy, unchecked_return_type = "Effect")]
    pub fn preview_policy(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "PolicyChange[]")] changes: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str,
    ) -> Result<JsValue, JsValue> {
        let policy = Box::new(self.changed_policy(changes)?);
        to_js(&self.preview_edit(&Edit::SetPolicy { policy }, language(lang)?)?)
    }
}

impl Engine {
    fn trial_of(&mut self, policy: &str, progress: &dyn Progress) -> Result<MergeTrial, Problem> {
        let now = self.session_mut()?.score()?;
        let now = Score::new(self.session()?, &now);
        // one trial at a time: each holds a whole grid
        self.trial.take_if(|(id, _)| id != policy);
        let mut session = self.merged_under(policy, progress)?;
        let score = session.score()?;
        let then = Score::new(&session, &score);
        self.trial = Some((policy.to_owned(), session));
        Ok(MergeTrial { now, then })
    }

    fn policy_now(&self) -> &Policy {
        self.session.as_ref().map_or(&self.policies[0], |session| session.policy())
    }

    fn changed_policy(&self, changes: &JsValue) -> Result<Policy, Problem> {
        let changes: Vec<PolicyChange> = from_js(changes, "the changes")?;
        Ok(self.policy_now().with_changes(&changes)?)
    }
}
