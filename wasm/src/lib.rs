//! onegrid in the browser: JavaScript values in, calls of the crates, JavaScript values out.
//!
//! # Guarantees
//! 1. Nothing is decided here: every number and sentence comes from the crates below.
//! 2. Small values cross as plain objects of the types in `types`, bulk as typed arrays.
//! 3. Every failing call throws a `Problem` with a stable code; then the plan is as before.
//!
//! # Limits
//! A call runs until it is done: the page calls from a worker.

mod bulk;
mod card;
mod edit;
mod effect;
mod export;
mod import;
mod listener;
mod open;
mod opened;
mod pick;
mod policy;
mod problem;
mod problems;
mod replay;
mod rows;
#[cfg(test)]
mod samples;
mod save;
mod shapes;
mod value;
mod zones;

use std::panic;

use onegrid::session::Session;
use onegrid::{Policy, Progress, Project, Summary};
use onegrid_io::ProjectSource;
use wasm_bindgen::prelude::*;

use crate::problem::Problem;
use crate::problems::Saved;
use crate::save::Proposal;

pub use replay::{Input, Replayed, replay};

#[wasm_bindgen(typescript_custom_section)]
const PROJECT_TYPES: &'static str = include_str!("types/project.d.ts");
#[wasm_bindgen(typescript_custom_section)]
const ZONE_TYPES: &'static str = include_str!("types/zones.d.ts");
#[wasm_bindgen(typescript_custom_section)]
const EDIT_TYPES: &'static str = include_str!("types/edit.d.ts");
#[wasm_bindgen(typescript_custom_section)]
const PLAN_TYPES: &'static str = include_str!("types/plan.d.ts");
#[wasm_bindgen(typescript_custom_section)]
const FILE_TYPES: &'static str = include_str!("types/files.d.ts");

/// Carries a panic's message to the page, which then starts a fresh engine: an aborted module must
/// not be called again.
#[wasm_bindgen(start)]
fn start() {
    panic::set_hook(Box::new(|panic| wasm_bindgen::throw_str(&panic.to_string())));
}

/// What a project without a policy of its own is merged under.
const DEFAULT_POLICY: &str = "general-300-500";

/// An open project, and the session over its zones once it is merged.
#[wasm_bindgen]
pub struct Engine {
    project: Project,
    /// What a project file names it by.
    source: ProjectSource,
    /// The project's own policy first, then the profiles.
    policies: Vec<Policy>,
    session: Option<Session>,
    /// Figures of the plan of now, where they were asked for.
    summary: Option<Summary>,
    saved: Saved,
    /// What a restored plan began with, until it is asked for.
    proposal: Option<Proposal>,
    /// A merge under another policy, to be looked at before it is taken.
    trial: Option<(String, Session)>,
}

impl Engine {
    fn new(project: Project, source: ProjectSource, own: Policy) -> Result<Self, Problem> {
        let mut policies = vec![own];
        for name in Policy::profiles() {
            if policies[0].id != name {
                policies.push(Policy::profile(name)?);
            }
        }
        Ok(Self {
            project,
            source,
            policies,
            session: None,
            summary: None,
            saved: Saved::default(),
            proposal: None,
            trial: None,
        })
    }

    fn merge_under(&mut self, policy: &str, progress: &dyn Progress) -> Result<(), Problem> {
        let session = self.merged_under(policy, progress)?;
        self.take(session);
        Ok(())
    }

    /// A session over a merge under a policy; one that was tried is there already.
    pub(crate) fn merged_under(&mut self, policy: &str, progress: &dyn Progress) -> Result<Session, Problem> {
        if let Some((_, session)) = self.trial.take_if(|(id, _)| id == policy) {
            return Ok(session);
        }
        let Some(policy) = self.policies.iter().find(|each| each.id == policy) else {
            let message = format!("no policy has the id `{policy}`");
            return Err(Problem::new("engine.unknown_policy", message));
        };
        Ok(Session::new(onegrid::merge(&self.project, policy, progress)?)?)
    }

    fn take(&mut self, session: Session) {
        (self.session, self.summary, self.saved) = (Some(session), None, Saved::default());
        (self.proposal, self.trial) = (None, None);
    }

    fn session(&self) -> Result<&Session, Problem> {
        self.session.as_ref().ok_or_else(not_merged)
    }

    fn session_mut(&mut self) -> Result<&mut Session, Problem> {
        self.session.as_mut().ok_or_else(not_merged)
    }
}

fn not_merged() -> Problem {
    Problem::new("engine.not_merged", "the project is open but not merged yet")
}
