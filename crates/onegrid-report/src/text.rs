//! Words and numbers -> markup: everything that comes from data is escaped here.

use std::fmt::Write;

/// Text as markup: no character of it can open a tag, close an attribute or break XML.
pub(super) fn esc(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            // not allowed in XML, or able to turn the direction of what follows
            c if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') => {
                out.push('\u{fffd}');
            }
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// The same text in both languages; the page shows one of them.
pub(super) fn both(zh: &str, en: &str) -> String {
    if zh == en { esc(zh) } else { both_html(&esc(&full_width(zh)), &esc(en)) }
}

/// Chinese text with the wide punctuation that print uses next to Chinese characters.
fn full_width(zh: &str) -> String {
    let is_wide = |c: Option<&char>| c.is_some_and(|&c| matches!(c, '\u{3001}'..='\u{9fff}' | '\u{ff01}'..='\u{ff60}'));
    let chars: Vec<char> = zh.chars().collect();
    let mut out: Vec<char> = Vec::with_capacity(chars.len());
    let mut brackets = Vec::new();
    for (i, &c) in chars.iter().enumerate() {
        let is_beside = is_wide(out.last()) || is_wide(chars.get(i + 1));
        out.push(match c {
            '(' => {
                brackets.push(is_beside);
                if is_beside { '\u{ff08}' } else { c }
            }
            ')' if brackets.pop() == Some(true) => '\u{ff09}',
            ',' if is_beside => '\u{ff0c}',
            ':' if is_beside => '\u{ff1a}',
            ';' if is_beside => '\u{ff1b}',
            _ => c,
        });
    }
    out.into_iter().collect()
}

/// As [`both`], for markup.
pub(super) fn both_html(zh: &str, en: &str) -> String {
    format!("<span lang=\"zh\">{zh}</span><span lang=\"en\">{en}</span>")
}

/// A paragraph in both languages.
pub(super) fn paragraph(class: &str, zh: &str, en: &str) -> String {
    format!("<p class=\"{class}\">{}</p>\n", both(zh, en))
}

/// A whole number with thousands separators.
pub(super) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A number with thousands separators and a fixed number of decimals.
pub(super) fn decimal(x: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", x.abs());
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let sign = if x < 0.0 && text.bytes().any(|b| b.is_ascii_digit() && b != b'0') { "−" } else { "" };
    let whole = whole.parse().map_or_else(|_| whole.to_string(), count);
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// A share of 0..=1 in percent; never rounded to a full 0 or 100 that it is not.
pub(super) fn share(x: f64) -> String {
    if x > 0.0 && x < 0.0005 {
        "< 0.1 %".into()
    } else if (0.9995..1.0).contains(&x) {
        "> 99.9 %".into()
    } else if x <= 0.0 || x >= 1.0 {
        format!("{:.0} %", x * 100.0)
    } else {
        format!("{:.1} %", x * 100.0)
    }
}

/// A part of a total in percent; 0 % of nothing.
pub(super) fn share_of(part: u64, total: u64) -> String {
    share(if total == 0 { 0.0 } else { part as f64 / total as f64 })
}

/// A ground area in m² or km² with sensible digits.
pub(super) fn area(area_m2: f64) -> String {
    let digits = |x: f64| if x < 10.0 { 2 } else { usize::from(x < 100.0) };
    if area_m2 <= 0.0 {
        "0 m²".into()
    } else if area_m2 < 0.005 {
        "< 0.01 m²".into()
    } else if area_m2 < 100_000.0 {
        format!("{} m²", decimal(area_m2, if area_m2 < 10.0 { 2 } else { 0 }))
    } else {
        let km2 = area_m2 / 1e6;
        format!("{} km²", decimal(km2, digits(km2)))
    }
}

/// A length in m or km with sensible digits.
pub(super) fn length(length_m: f64) -> String {
    if length_m < 10.0 {
        format!("{} m", decimal(length_m, 2))
    } else if length_m < 10_000.0 {
        format!("{} m", decimal(length_m, 0))
    } else {
        format!("{} km", decimal(length_m / 1000.0, 1))
    }
}

/// A table cell.
pub(super) enum Td {
    /// Text from data.
    Text(String),
    /// A number, set to the right.
    Num(String),
    /// Markup made here.
    Html(String),
}

/// Head of a column: Chinese, English, whether it holds numbers.
pub(super) type Th = (&'static str, &'static str, bool);

/// A table; `caption` is markup.
pub(super) fn table(class: &str, caption: &str, head: &[Th], rows: impl IntoIterator<Item = Vec<Td>>) -> String {
    let mut out = format!("<div class=\"scroll\"><table class=\"{class}\">");
    if !caption.is_empty() {
        let _ = write!(out, "<caption>{caption}</caption>");
    }
    out.push_str("<thead><tr>");
    for (zh, en, is_number) in head {
        let class = if *is_number { " class=\"num\"" } else { "" };
        let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", both(zh, en));
    }
    out.push_str("</tr></thead><tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for cell in row {
            match cell {
                Td::Text(text) => {
                    let _ = write!(out, "<td>{}</td>", esc(&text));
                }
                Td::Num(text) => {
                    let _ = write!(out, "<td class=\"num\">{}</td>", esc(&text));
                }
                Td::Html(html) => {
                    let _ = write!(out, "<td>{html}</td>");
                }
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
    out
}
