//! Alternatives in words.

use super::{Action, Alternative, Piece};
use crate::names::{Lang, Names, length, sized};

impl Alternative {
    /// One sentence for a planner.
    #[must_use]
    pub fn sentence(&self, lang: Lang, names: &dyn Names) -> String {
        let sized = |size| sized(size, lang, names.measure());
        let what = match self.action {
            Action::Join { with, added } => {
                let (with, added, all) = (names.zone(with), sized(added), sized(self.sizes[0]));
                lang.pick(
                    format!("可与 {with} 合并(+{added},共 {all})"),
                    format!("could have joined {with} (+{added}, {all} in all)"),
                )
            }
            Action::Give { what, to } => {
                let (what, to) = (what.words(lang, names), names.zone(to));
                let (own, other) = (sized(self.sizes[0]), sized(self.sizes[1]));
                lang.pick(
                    format!("可将{what}划给 {to}(本网格 {own},对方 {other})"),
                    format!("could have given {what} to {to} (leaving {own}, {other} there)"),
                )
            }
            Action::Take { what, from } => {
                let (what, from) = (what.words(lang, names), names.zone(from));
                let (own, other) = (sized(self.sizes[0]), sized(self.sizes[1]));
                lang.pick(
                    format!("可从 {from} 划入{what}(本网格 {own},对方 {other})"),
                    format!("could have taken {what} from {from} (making {own}, leaving {other} there)"),
                )
            }
            Action::Swap { what, back, with } => {
                let (what, back, with) = (what.words(lang, names), back.words(lang, names), names.zone(with));
                let (own, other) = (sized(self.sizes[0]), sized(self.sizes[1]));
                lang.pick(
                    format!("可将{what}与 {with} 的{back}互换(本网格 {own},对方 {other})"),
                    format!("could have swapped {what} for {back} of {with} (making {own}, {other} there)"),
                )
            }
            Action::Split { along } => {
                let along = along.words(lang, names);
                let (one, two) = (sized(self.sizes[0]), sized(self.sizes[1]));
                lang.pick(
                    format!("可拆分为两个网格({one}、{two}){along}"),
                    format!("could be split into two zones ({one} and {two}){along}"),
                )
            }
        };
        let then = self.consequence(lang, names);
        lang.pick(format!("{what}:{then}"), format!("{what}: {then}"))
    }

    /// What speaks against it: bounds first, else the objective.
    fn consequence(&self, lang: Lang, names: &dyn Names) -> String {
        let (min, max) = self.bounds.unwrap_or((0, u64::MAX));
        let broken: Vec<String> = self
            .sizes
            .iter()
            .filter_map(|&size| match size {
                s if s > max => Some(format!("{s} > {max}")),
                s if s < min => Some(format!("{s} < {min}")),
                _ => None,
            })
            .collect();
        let percent = format!("{:+.1} %", self.objective_percent);
        let mut parts = if broken.is_empty() {
            let note = match (self.objective_percent > 0.0, lang) {
                (true, _) => "",
                (false, Lang::Zh) => "(不劣于现方案,搜索未采用)",
                (false, Lang::En) => " (no worse, but not what the search settled on)",
            };
            vec![lang.pick(format!("目标值 {percent}{note}"), format!("objective {percent}{note}"))]
        } else {
            let broken = broken.join(&lang.pick("、".into(), ", ".into()));
            vec![lang.pick(format!("但 {broken}"), format!("but {broken}"))]
        };
        if let Some((barrier, length_m)) = self.crosses {
            let (name, length) = (names.barrier(barrier), length(length_m));
            parts.push(lang.pick(format!("跨越{name}({length})"), format!("crosses {name} ({length})")));
        }
        parts.join(&lang.pick(",".into(), ", ".into()))
    }
}

impl Piece {
    fn words(self, lang: Lang, names: &dyn Names) -> String {
        let (size, all) = (sized(self.size, lang, names.measure()), sized(self.of_size, lang, names.measure()));
        let Some(cell) = self.base_cell.map(|c| names.cell(0, c)) else {
            let unit = names.unit(self.unit);
            return lang.pick(format!("单元 {unit}({size})"), format!("unit {unit} ({size})"));
        };
        if self.size == self.of_size {
            lang.pick(format!("基础网格 {cell}({size})"), format!("base cell {cell} ({size})"))
        } else {
            lang.pick(
                format!("基础网格 {cell} 的一部分({all}中的 {size})"),
                format!("part of base cell {cell} ({size} of {all})"),
            )
        }
    }
}
