//! The policy as a form.

use onegrid::session::Edit;
use onegrid::{Policy, PolicyChange};
use wasm_bindgen::prelude::*;

use crate::Engine;
use crate::problem::Problem;
use crate::value::{from_js, language, to_js};

#[wasm_bindgen]
impl Engine {
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
    fn policy_now(&self) -> &Policy {
        self.session.as_ref().map_or(&self.policies[0], |session| session.policy())
    }

    fn changed_policy(&self, changes: &JsValue) -> Result<Policy, Problem> {
        let changes: Vec<PolicyChange> = from_js(changes, "the changes")?;
        Ok(self.policy_now().with_changes(&changes)?)
    }
}
