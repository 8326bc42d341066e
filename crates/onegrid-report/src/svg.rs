//! Pieces that every map shares: the frame, the scale bar, the north arrow, patterns, labels.

use std::fmt::Write;

use onegrid::{LatticeCoord, Part};

use super::text::{decimal, esc};
use super::view::{UNITS_PER_PX, View};

/// A map: the frame around its content, with words for those who cannot see it.
pub(super) fn figure(view: &View, id: &str, class: &str, words: (&str, &str), content: &str) -> String {
    let (title, desc) = words;
    let (width_px, height_px) = (view.width / UNITS_PER_PX, view.height / UNITS_PER_PX);
    format!(
        "<svg class=\"{class}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" width=\"{width_px:.0}\" \
         height=\"{height_px:.0}\" viewBox=\"0 0 {:.0} {:.0}\"><title id=\"{id}-t\">{}</title>\
         <desc id=\"{id}-d\">{}</desc>{content}</svg>",
        view.width,
        view.height,
        esc(title),
        esc(desc),
    )
}

/// A path of a CSS class; nothing for empty path data.
pub(super) fn path(class: &str, d: &str) -> String {
    if d.is_empty() { String::new() } else { format!("<path class=\"{class}\" d=\"{d}\"/>") }
}

/// A path with a fill.
pub(super) fn filled(class: &str, fill: &str, d: &str) -> String {
    if d.is_empty() { String::new() } else { format!("<path class=\"{class}\" fill=\"{fill}\" d=\"{d}\"/>") }
}

/// A path with a stroke.
pub(super) fn stroked(class: &str, stroke: &str, d: &str) -> String {
    if d.is_empty() { String::new() } else { format!("<path class=\"{class}\" stroke=\"{stroke}\" d=\"{d}\"/>") }
}

/// The hatching of zones outside the bounds and the dots of exclusive zones, as `id-hatch` and
/// `id-dots`.
pub(super) fn patterns(id: &str) -> String {
    format!(
        "<defs><pattern id=\"{id}-hatch\" width=\"20\" height=\"20\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><rect width=\"8\" height=\"20\" fill=\"#b3261e\"/></pattern>\
         <pattern id=\"{id}-dots\" width=\"20\" height=\"20\" patternUnits=\"userSpaceOnUse\">\
         <circle cx=\"6\" cy=\"6\" r=\"3\" fill=\"#3d6b4f\"/></pattern></defs>"
    )
}

/// Scale bar in metres at the lower left; `is_small` for maps of a few centimetres.
pub(super) fn scale_bar(view: &View, is_small: bool) -> String {
    let most_m = view.width / UNITS_PER_PX * view.m_per_px * if is_small { 0.4 } else { 0.2 };
    let length_m = round_length(most_m);
    let length = length_m / view.m_per_px * UNITS_PER_PX;
    let (margin, tick) = if is_small { (20.0, 10.0) } else { (48.0, 18.0) };
    let y = view.height - margin;
    let label = if length_m < 1.0 { format!("{length_m:.1} m") } else { format!("{} m", decimal(length_m, 0)) };
    let text = if is_small { 34.0 } else { 44.0 };
    format!(
        "<g class=\"scale{}\"><rect x=\"{:.0}\" y=\"{:.0}\" width=\"{:.0}\" height=\"{:.0}\"/><path d=\"M{margin:.0} {:.0}v{tick:.0}h{length:.0}v-{tick:.0}\"/>\
         <text x=\"{:.0}\" y=\"{:.0}\">{label}</text></g>",
        if is_small { " small" } else { "" },
        margin - 12.0,
        y - text * 0.95,
        length + 40.0 + label.len() as f64 * text * 0.56,
        text * 1.25,
        y - tick,
        margin + length + 12.0,
        y,
    )
}

/// The largest of 1, 2, 5 times a power of ten that is not above `most_m`.
fn round_length(most_m: f64) -> f64 {
    let mut power = 0.1;
    while power * 10.0 <= most_m {
        power *= 10.0;
    }
    [5.0, 2.0].into_iter().map(|k| k * power).find(|&l| l <= most_m).unwrap_or(power)
}

/// An arrow to the north at the upper right.
pub(super) fn north(view: &View) -> String {
    let x = view.width - 56.0;
    format!(
        "<g class=\"north\"><path d=\"M{x:.0} 36l22 64l-22 -16l-22 16z\"/><text x=\"{x:.0}\" y=\"140\">N</text></g>"
    )
}

/// A label with a halo in the middle of a shape, if it fits in there.
pub(super) fn label(view: &View, parts: &[Part], text: &str, size_px: f64) -> String {
    let size = size_px * UNITS_PER_PX;
    let width: f64 = text.chars().map(|c| if c.is_ascii() { 0.56 } else { 1.0 } * size).sum();
    let Some((x, y, room)) = widest_place(view, parts, size) else {
        return String::new();
    };
    if text.is_empty() || width > room * 1.05 {
        return String::new();
    }
    let mut out = String::new();
    let _ = write!(out, "<text x=\"{x:.0}\" y=\"{:.0}\">{}</text>", y + size * 0.35, esc(text));
    out
}

/// Middle and width of the widest band, `height` high, inside the largest part.
fn widest_place(view: &View, parts: &[Part], height: f64) -> Option<(f64, f64, f64)> {
    let largest = parts.iter().max_by_key(|p| (ring_area2(&p.shell), std::cmp::Reverse(p.shell.first().copied())))?;
    let rings: Vec<Vec<(f64, f64)>> = std::iter::once(&largest.shell)
        .chain(&largest.holes)
        .map(|ring| ring.iter().map(|&p| view.at(p)).collect())
        .collect();
    let ys = rings[0].iter().map(|p| p.1);
    let (top, bottom) = ys.fold((f64::MAX, f64::MIN), |(a, b), y| (a.min(y), b.max(y)));
    let mut best: Option<(f64, f64, f64)> = None;
    for step in 1..12 {
        // the middle first: it wins among equals
        let offset = f64::from(step / 2) / 12.0 * if step % 2 == 0 { 1.0 } else { -1.0 };
        let y = top + (bottom - top) * (0.5 + offset);
        let above = spans(&rings, y - height / 2.0);
        let below = spans(&rings, y + height / 2.0);
        for a in &above {
            for b in &below {
                let (left, right) = (a.0.max(b.0), a.1.min(b.1));
                if right - left > best.map_or(0.0, |b| b.2 * 1.1) {
                    best = Some((f64::midpoint(left, right), y, right - left));
                }
            }
        }
    }
    best
}

/// Stretches of a horizontal line inside rings.
fn spans(rings: &[Vec<(f64, f64)>], y: f64) -> Vec<(f64, f64)> {
    let mut xs = Vec::new();
    for ring in rings {
        for (i, &b) in ring.iter().enumerate() {
            let a = ring[(i + ring.len() - 1) % ring.len()];
            if (a.1 > y) != (b.1 > y) {
                xs.push(a.0 + (b.0 - a.0) * (y - a.1) / (b.1 - a.1));
            }
        }
    }
    xs.sort_by(f64::total_cmp);
    xs.chunks_exact(2).map(|c| (c[0], c[1])).collect()
}

/// Twice the lattice area of a counter-clockwise ring.
fn ring_area2(ring: &[LatticeCoord]) -> i128 {
    let next = |i: usize| ring[(i + 1) % ring.len()];
    let cross = |(i, p): (usize, &LatticeCoord)| p.x as i128 * next(i).y as i128 - next(i).x as i128 * p.y as i128;
    ring.iter().enumerate().map(cross).sum()
}
