//! What is wrong with the plan and the input, and figures of the plan before and after.

use onegrid::session::{Session, SessionScore};
use onegrid::{Conflict, Lang, conflicts};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::Engine;
use crate::effect::Violation;
use crate::problem::Problem;
use crate::value::{language, to_js};

/// Most conflicts that are handed to the page at once.
const CONFLICTS_MOST: usize = 2_000;

/// Figures of the plan when it was saved last.
#[derive(Debug, Default)]
pub(crate) struct Saved(pub(crate) Option<SessionScore>);

/// `Conflict` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct ConflictView {
    kind: &'static str,
    name: &'static str,
    layer: String,
    layer_name: String,
    cells: Vec<String>,
    place: [f64; 2],
    sentence: String,
    is_sliver: bool,
    area_m2: f64,
    width_m: f64,
    households: u64,
}

/// `Conflicts` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Conflicts {
    total: usize,
    slivers: usize,
    rows: Vec<ConflictView>,
}

/// `Score` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Score {
    zones: u32,
    in_bounds: u32,
    exempt: u32,
    hard_broken: u64,
    soft_broken: usize,
    excess: f64,
    objective: f64,
    households_kept_share: f64,
    base_border_kept_share: f64,
    compactness: f64,
    departments: Vec<DepartmentScore>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct DepartmentScore {
    layer: String,
    name: String,
    whole_share: f64,
}

/// `Scorecard` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Scorecard {
    start: Score,
    saved: Score,
    now: Score,
}

impl ConflictView {
    fn new(conflict: Conflict, lang: Lang) -> Self {
        Self {
            kind: conflict.kind.id(),
            name: conflict.kind.name(lang),
            sentence: conflict.action(lang).to_owned(),
            layer: conflict.layer,
            layer_name: conflict.layer_name,
            cells: conflict.cells,
            place: [conflict.place.0, conflict.place.1],
            is_sliver: conflict.is_sliver,
            area_m2: conflict.area_m2,
            width_m: conflict.width_m,
            households: conflict.households,
        }
    }
}

impl Score {
    pub(crate) fn new(session: &Session, score: &SessionScore) -> Self {
        let SessionScore { score, worth, weighted_broken } = score;
        let grid = session.grid();
        // departments are scored in the order of their priority
        let departments = grid.department_layers().iter().zip(&score.departments).map(|(&layer, department)| {
            let layer = &grid.layers()[layer];
            DepartmentScore {
                layer: layer.id.clone(),
                name: layer.name.clone(),
                whole_share: department.households_whole_share,
            }
        });
        Self {
            zones: score.zones,
            in_bounds: score.zones_in_bounds,
            exempt: score.exempt,
            hard_broken: worth.hard,
            soft_broken: *weighted_broken,
            excess: worth.excess,
            objective: worth.objective,
            households_kept_share: score.households_kept_share,
            base_border_kept_share: score.base_border_kept_share,
            compactness: score.polsby_popper_mean,
            departments: departments.collect(),
        }
    }
}

#[wasm_bindgen]
impl Engine {
    /// Every rule that does not hold now.
    ///
    /// # Errors
    /// `engine.not_merged`, `engine.unknown_language`.
    #[wasm_bindgen(unchecked_return_type = "Violation[]")]
    pub fn violations(&self, #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str) -> Result<JsValue, JsValue> {
        to_js(&self.violations_in(language(lang)?)?)
    }

    /// Defects of the input and what was done about each: what matters first, then the largest.
    ///
    /// # Errors
    /// As for [`Engine::violations`].
    #[wasm_bindgen(unchecked_return_type = "Conflicts")]
    pub fn conflicts(&mut self, #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str) -> Result<JsValue, JsValue> {
        to_js(&self.conflicts_in(language(lang)?)?)
    }

    /// Figures of the proposal, of the plan when it was saved last, and of the plan now.
    ///
    /// # Errors
    /// `engine.not_merged`.
    #[wasm_bindgen(unchecked_return_type = "Scorecard")]
    pub fn scorecard(&mut self) -> Result<JsValue, JsValue> {
        to_js(&self.scores()?)
    }

    /// Makes the plan of now the one that was saved last.
    ///
    /// # Errors
    /// `engine.not_merged`.
    #[wasm_bindgen(js_name = markSaved)]
    pub fn mark_saved(&mut self) -> Result<(), JsValue> {
        let score = self.session_mut()?.score().map_err(Problem::from)?;
        self.saved = Saved(Some(score));
        Ok(())
    }
}

impl Engine {
    pub(crate) fn violations_in(&self, lang: Lang) -> Result<Vec<Violation>, Problem> {
        let session = self.session()?;
        let broken = session.broken_and_accepted().into_iter();
        Ok(broken.map(|(broken, by)| Violation::told(session, &broken, by, lang)).collect())
    }

    pub(crate) fn conflicts_in(&mut self, lang: Lang) -> Result<Conflicts, Problem> {
        let merged = self.session_mut()?.merged()?;
        let mut found = conflicts(&merged.grid, &merged.plan);
        let (total, slivers) = (found.len(), found.iter().filter(|c| c.is_sliver).count());
        found.sort_by(|a, b| a.is_sliver.cmp(&b.is_sliver).then(b.area_m2.total_cmp(&a.area_m2)));
        let rows = found.into_iter().take(CONFLICTS_MOST).map(|conflict| ConflictView::new(conflict, lang));
        Ok(Conflicts { total, slivers, rows: rows.collect() })
    }

    pub(crate) fn scores(&mut self) -> Result<Scorecard, Problem> {
        let now = self.session_mut()?.score()?;
        let session = self.session()?;
        let start = session.start_score()?;
        let saved = self.saved.0.as_ref().unwrap_or(&start);
        Ok(Scorecard {
            saved: Score::new(session, saved),
            start: Score::new(session, &start),
            now: Score::new(session, &now),
        })
    }
}
