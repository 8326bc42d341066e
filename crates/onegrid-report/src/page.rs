//! The frame of the file: head, style, navigation, sections in order, script.

use std::fmt::Write;

use onegrid::Lang;

use super::sections;
use super::story::Story;
use super::text::{both, esc};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// A numbered part of the page.
pub(super) struct Section {
    /// Anchor.
    pub(super) id: &'static str,
    pub(super) title_zh: &'static str,
    pub(super) title_en: &'static str,
    /// Markup.
    pub(super) body: String,
}

/// The whole file.
pub(super) fn page(story: &Story<'_>, lang: Lang) -> String {
    let sections = sections::all(story);
    let mut out = String::from("<!DOCTYPE html>\n");
    let tag = if lang == Lang::Zh { "zh" } else { "en" };
    let _ = write!(
        out,
        "<html lang=\"{tag}\"><head><meta charset=\"utf-8\"/>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\
         <title>{} · onegrid</title>\n<style>\n{STYLE}</style></head>\n<body>\n",
        esc(&story.report().project)
    );
    let _ = write!(
        out,
        "<header class=\"top\"><nav aria-label=\"{}\">{}</nav>\
         <button id=\"lang\" type=\"button\">{}</button></header>\n<main>\n",
        esc("目录 / contents"),
        contents(&sections),
        both("English", "中文")
    );
    out.push_str(&sections::head::head(story));
    for (i, section) in sections.iter().enumerate() {
        let _ = write!(
            out,
            "<section id=\"{}\"><h2><span class=\"number\">{}</span>{}</h2>\n{}</section>\n",
            section.id,
            i + 1,
            both(section.title_zh, section.title_en),
            section.body
        );
    }
    let _ = write!(out, "</main>\n<script>\n{SCRIPT}</script>\n</body></html>\n");
    out
}

fn contents(sections: &[Section]) -> String {
    let link = |s: &Section| format!("<a href=\"#{}\">{}</a>", s.id, both(s.title_zh, s.title_en));
    sections.iter().map(link).collect()
}
