//! A rectangle of plots -> a given number of rectangles, cut along strong streets where it can be.

use onegrid::BarrierClass;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::fabric::Fabric;

/// Plots from `low` up to but not including `high`, on both axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rect {
    pub(crate) low: [u32; 2],
    pub(crate) high: [u32; 2],
}

impl Rect {
    pub(crate) fn whole(fabric: &Fabric) -> Self {
        Self { low: [0, 0], high: fabric.plots }
    }

    pub(crate) fn plots(&self) -> u32 {
        (self.high[0] - self.low[0]) * (self.high[1] - self.low[1])
    }

    pub(crate) fn atoms<'a>(&self, fabric: &'a Fabric) -> impl Iterator<Item = u32> + 'a {
        let Self { low, high } = *self;
        (low[1]..high[1])
            .flat_map(move |row| (low[0]..high[0]).flat_map(move |column| fabric.atoms_of_plot(column, row)))
    }

    fn length_m(&self, fabric: &Fabric, axis: usize) -> f64 {
        let lines = &fabric.lines_m[axis];
        lines[self.high[axis] as usize] - lines[self.low[axis] as usize]
    }
}

/// How a department likes to cut.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taste {
    /// 0: only size counts; 1: strong streets win over equal sizes.
    pub(crate) street_pull: f64,
    /// How unequal the parts are, 0..1.
    pub(crate) unevenness: f64,
}

/// Cuts `rect` into exactly `parts` rectangles, or as many as it has plots if that is fewer.
pub(crate) fn carve(fabric: &Fabric, rect: Rect, parts: u32, taste: Taste, rng: &mut ChaCha8Rng) -> Vec<Rect> {
    let mut done = Vec::new();
    let mut open = vec![(rect, parts.clamp(1, rect.plots().max(1)))];
    while let Some((rect, parts)) = open.pop() {
        if parts <= 1 {
            done.push(rect);
            continue;
        }
        let [first, second] = cut(fabric, rect, taste, rng);
        let total = f64::from(rect.plots());
        let wanted = libm::round(f64::from(parts) * f64::from(first.plots()) / total) as u32;
        let fewest = parts.saturating_sub(second.plots()).max(1);
        let most = first.plots().min(parts - 1);
        let here = wanted.clamp(fewest, most);
        open.push((second, parts - here));
        open.push((first, here));
    }
    done
}

fn cut(fabric: &Fabric, rect: Rect, taste: Taste, rng: &mut ChaCha8Rng) -> [Rect; 2] {
    let lengths = [rect.length_m(fabric, 0), rect.length_m(fabric, 1)];
    let longer = usize::from(lengths[1] > lengths[0]);
    let ratio = lengths[longer] / lengths[1 - longer];
    let mut axis = if ratio < 1.6 && rng.random_bool(0.25) { 1 - longer } else { longer };
    if rect.high[axis] - rect.low[axis] < 2 {
        axis = 1 - axis;
    }
    let aim = 0.5 + taste.unevenness * rng.random_range(-0.3..0.3);
    let cost = |line: u32| {
        let done = f64::from(line - rect.low[axis]);
        let share = done / f64::from(rect.high[axis] - rect.low[axis]);
        libm::fabs(share - aim) - 0.35 * taste.street_pull * strength(fabric, rect, axis, line)
    };
    let at = (rect.low[axis] + 1..rect.high[axis])
        .map(|line| (line, cost(line)))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map_or(rect.low[axis] + 1, |(line, _)| line);
    let mut parts = [rect, rect];
    parts[0].high[axis] = at;
    parts[1].low[axis] = at;
    parts
}

/// Mean strength of the streets on a line within a rectangle, 0..1.
fn strength(fabric: &Fabric, rect: Rect, axis: usize, line: u32) -> f64 {
    let across = 1 - axis;
    let sum: f64 =
        (rect.low[across]..rect.high[across]).map(|along| rank(fabric.class_on_line(axis, line, along))).sum();
    sum / f64::from(rect.high[across] - rect.low[across])
}

fn rank(class: Option<BarrierClass>) -> f64 {
    match class {
        None => 0.0,
        Some(BarrierClass::Lane) => 0.25,
        Some(BarrierClass::Street) => 0.5,
        Some(BarrierClass::Road) => 0.85,
        Some(BarrierClass::River | BarrierClass::Rail) => 1.0,
    }
}
