//! Numbers -> charts: bars in tables, and histograms of sizes.

use std::fmt::Write;

use super::text::{count, decimal, esc};

/// A bar of a share of 0..=1 with its figure.
pub(super) fn bar(share: f64, text: &str, class: &str) -> String {
    let width = (share.clamp(0.0, 1.0) * 100.0 * 10.0).round() / 10.0;
    format!(
        "<span class=\"bar {class}\"><i style=\"width:{width}%\"></i></span><span class=\"figure\">{}</span>",
        esc(text)
    )
}

/// One histogram of a pair that shares its axis.
pub(super) struct Histogram<'a> {
    /// Sizes of all zones or cells.
    pub(super) sizes: &'a [u64],
    /// CSS class of bars within the bounds.
    pub(super) class: &'static str,
}

/// The classes of a histogram: the last one is open.
pub(super) struct Bins {
    /// Width of a class.
    pub(super) width: u64,
    /// Number of classes.
    pub(super) count: usize,
}

impl Bins {
    /// Classes that end at the bounds and reach to three upper bounds at most.
    pub(super) fn new(sizes: &[&[u64]], bounds: Option<(u64, u64, u64)>) -> Self {
        let most = sizes.iter().flat_map(|s| s.iter().copied()).max().unwrap_or(1).max(1);
        let width = match bounds {
            // a class border at both bounds, and four to eight classes between them
            Some((min, _, max)) if max > min => {
                let step = gcd(min, max - min).max(1);
                let wanted = ((max - min) / 8).max(1);
                if step <= wanted { (wanted / step) * step } else { step / step.div_ceil(wanted) }.max(1)
            }
            _ => (most / 24).max(1),
        };
        let last = bounds.map_or(most, |(_, _, max)| most.min(max.saturating_mul(5) / 2));
        Self { width, count: ((last / width) as usize + 1).clamp(4, 60) }
    }

    fn of(&self, size: u64) -> usize {
        ((size / self.width) as usize).min(self.count - 1)
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

const LEFT: f64 = 52.0;
const WIDTH: f64 = 500.0;
const HEIGHT: f64 = 200.0;
const BASELINE: f64 = 160.0;
const TOP: f64 = 22.0;

/// Draws one histogram, with the bounds shaded.
pub(super) fn histogram(
    id: &str,
    words: (&str, &str),
    shown: &Histogram<'_>,
    bins: &Bins,
    bounds: Option<(u64, u64, u64)>,
) -> String {
    let holds = |size: u64| bounds.is_none_or(|(min, _, max)| (min..=max).contains(&size));
    // by class: within the bounds, outside; a class that a bound cuts has both
    let mut heights = vec![[0u64; 2]; bins.count];
    for &size in shown.sizes {
        heights[bins.of(size)][usize::from(!holds(size))] += 1;
    }
    let most = heights.iter().map(|h| h[0] + h[1]).max().unwrap_or(0).max(1);
    let step = (WIDTH - LEFT - 8.0) / bins.count as f64;
    let x = |size: f64| LEFT + (size / bins.width as f64).min(bins.count as f64) * step;
    let mut out = String::new();
    if let Some((min, target, max)) = bounds {
        let (left, right) = (x(min as f64), x(max as f64));
        let _ = write!(
            out,
            "<rect class=\"band\" x=\"{left:.1}\" y=\"{TOP}\" width=\"{:.1}\" height=\"{:.1}\"/>\
             <text class=\"bound\" x=\"{:.1}\" y=\"15\">{}–{}</text>\
             <path class=\"target\" d=\"M{:.1} {TOP}V{BASELINE}\"/>",
            right - left,
            BASELINE - TOP,
            f64::midpoint(left, right),
            count(min),
            count(max),
            x(target as f64)
        );
    }
    for (i, &[inside, outside]) in heights.iter().enumerate() {
        let from = i as u64 * bins.width;
        let to = if i + 1 == bins.count { String::new() } else { count(from + bins.width - 1) };
        let mut foot = BASELINE;
        for (n, class) in [(inside, shown.class), (outside, "out")].into_iter().filter(|(n, _)| *n > 0) {
            let height = (n as f64 / most as f64 * (BASELINE - TOP - 6.0)).max(1.0);
            foot -= height;
            let _ = write!(
                out,
                "<rect class=\"{class}\" x=\"{:.1}\" y=\"{foot:.1}\" width=\"{:.1}\" height=\"{height:.1}\">\
                 <title>{}–{to}: {}</title></rect>",
                LEFT + i as f64 * step + 0.5,
                step - 1.0,
                count(from),
                count(n)
            );
        }
    }
    out.push_str(&axes(bins, most, step, bounds));
    format!(
        "<svg class=\"chart\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>{out}</svg>",
        esc(words.0),
        esc(words.1)
    )
}

fn axes(bins: &Bins, most: u64, step: f64, bounds: Option<(u64, u64, u64)>) -> String {
    let mut out = format!("<path class=\"axis\" d=\"M{LEFT} {TOP}V{BASELINE}H{WIDTH}\"/>");
    // about eight figures; if possible so that both bounds get one
    let least = bins.count.div_ceil(9);
    let meets = |every: &usize| {
        let value = bins.width * *every as u64;
        bounds.is_some_and(|(min, _, max)| min % value == 0 && max % value == 0)
    };
    let every = (least..=bins.count.div_ceil(3)).find(meets).unwrap_or(least);
    for i in (0..bins.count).step_by(every) {
        let at = LEFT + i as f64 * step;
        let value = i as u64 * bins.width;
        let text = if value >= 1_000_000 { format!("{}M", decimal(value as f64 / 1e6, 1)) } else { count(value) };
        let _ = write!(
            out,
            "<path class=\"axis\" d=\"M{at:.1} {BASELINE}v4\"/><text class=\"tick\" x=\"{at:.1}\" y=\"{}\">{text}</text>",
            BASELINE + 17.0
        );
    }
    let _ = write!(
        out,
        "<text class=\"tick left\" x=\"{0}\" y=\"{1}\">{2}</text><text class=\"tick left\" x=\"{0}\" y=\"{3}\">0</text>",
        LEFT - 6.0,
        TOP + 10.0,
        count(most),
        BASELINE
    );
    out
}
