//! `onegrid policy`: what is in force and who says so, whether a file can be used, which profiles there are.

use std::path::Path;

use onegrid::{Lang, Policy, PolicyMeasure, PolicyValue, PolicyWarning, Role, SizeOf, TextPlace, TracedPolicy};
use onegrid_io::{LayerRole, Manifest, read_manifest};
use serde::Serialize;

use crate::Outcome;
use crate::args::{PolicyArgs, PolicyCheckArgs, PolicyCommand, ShowArgs};
use crate::commands::input;
use crate::console::Console;
use crate::error::CliError;

pub(crate) fn run(args: &PolicyArgs, console: &Console) -> Result<Outcome, CliError> {
    match &args.command {
        PolicyCommand::Show(args) => show(args, console),
        PolicyCommand::Check(args) => check(args, console),
        PolicyCommand::Profiles => profiles(console),
    }?;
    Ok(Outcome::Good)
}

/// `onegrid policy show --json`.
#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    name_zh: &'a str,
    name_en: &'a str,
    /// The policy, then that which it extends, and so on.
    sources: Vec<&'a str>,
    values: Vec<PolicyValue>,
    policy: &'a Policy,
}

fn show(args: &ShowArgs, console: &Console) -> Result<(), CliError> {
    let traced = input::traced_policy(&args.policy, None)?;
    let policy = traced.policy();
    let sources: Vec<&str> = traced.sources().collect();
    let values = traced.values();
    if console.json {
        let (name_zh, name_en) = (policy.name(Lang::Zh), policy.name(Lang::En));
        console.json(&Shown { id: &policy.id, name_zh, name_en, sources, values, policy })?;
        return Ok(());
    }
    console.say(&format!("{}: {}", policy.id, policy.name(console.lang)));
    if sources.len() > 1 {
        let parents = sources[1..].join(" -> ");
        console.say(&format!("{}: {parents}", console.pick("继承自", "extends")));
    }
    let width = |of: &dyn Fn(&PolicyValue) -> usize| values.iter().map(of).max().unwrap_or(0);
    let (keys, words) = (width(&|v| v.key.chars().count()), VALUE_CHARS);
    for section in values.chunk_by(|a, b| section_of(&a.key) == section_of(&b.key)) {
        let name = section_of(&section[0].key);
        console.say(&format!("\n[{}]", if name.is_empty() { console.pick("总则", "policy") } else { name }));
        if let Some(citation) = citation(&section[0], console.lang) {
            console.say(&format!("  {}: {citation}", console.pick("依据", "citation")));
        }
        let other = if console.lang == Lang::Zh { ".citation_en" } else { ".citation_zh" };
        for value in section.iter().filter(|v| !v.key.ends_with(other)) {
            // a citation stands above already
            let shown = if value.key.contains(".citation_") { "" } else { value.value.as_str() };
            let origin = origin(value, console);
            console.say(&format!("  {:<keys$}  {:<words$}  {origin}", value.key, shown));
        }
    }
    Ok(())
}

/// Width of the column of values; longer ones push their origin to the right.
const VALUE_CHARS: usize = 16;

/// The section of a key: `size` of `size.min`.
fn section_of(key: &str) -> &str {
    key.rsplit_once('.').map_or("", |(section, _)| section)
}

fn citation(value: &PolicyValue, lang: Lang) -> Option<&str> {
    let text = if lang == Lang::Zh { &value.citation_zh } else { &value.citation_en };
    Some(text.as_str()).filter(|text| !text.is_empty())
}

fn origin(value: &PolicyValue, console: &Console) -> String {
    match &value.origin {
        None => console.pick("(默认值)", "(default)").into(),
        Some(o) => {
            let inherited = if o.is_inherited { console.pick("(继承)", " (inherited)") } else { "" };
            format!("{}, {}{inherited}", o.source, place(o.at, console))
        }
    }
}

fn place(at: TextPlace, console: &Console) -> String {
    let TextPlace { line, column } = at;
    console.pick(&format!("第 {line} 行第 {column} 列"), &at.to_string()).to_string()
}

/// `onegrid policy check --json`.
#[derive(Serialize)]
struct Checked<'a> {
    policy: &'a str,
    warnings: Vec<PolicyWarning>,
}

fn check(args: &PolicyCheckArgs, console: &Console) -> Result<(), CliError> {
    let traced = input::traced_policy(&args.policy, None)?;
    let mut warnings = traced.warnings();
    if let Some(path) = &args.project {
        let manifest = manifest(path)?;
        let departments = manifest.layers.iter().filter(|l| l.role == LayerRole::Cells(Role::Department));
        traced.check_layers(&departments.map(|l| l.id.as_str()).collect::<Vec<_>>())?;
        warnings.extend(class_warning(&traced, &manifest));
    }
    let id = &traced.policy().id;
    if console.json {
        console.json(&Checked { policy: id, warnings })?;
        return Ok(());
    }
    for warning in &warnings {
        let mark = console.pick("警告", "warning");
        let (sentence, at) = (warning.sentence(console.lang), place(warning.at, console));
        console.say(&format!("{mark} [{}] {}, {at}: {sentence}", warning.code, warning.source));
    }
    let n = warnings.len();
    console.say(console.pick(
        &format!("{id}:可以使用,{n} 条警告"),
        &format!("{id}: can be used, {n} {}", if n == 1 { "warning" } else { "warnings" }),
    ));
    Ok(())
}

fn manifest(path: &Path) -> Result<Manifest, CliError> {
    let text = std::fs::read_to_string(path).map_err(|cause| CliError::File { path: path.into(), cause })?;
    Ok(read_manifest(&text, &path.display().to_string())?)
}

/// A policy of urban and rural communities, and none that says which it is.
fn class_warning(traced: &TracedPolicy, manifest: &Manifest) -> Option<PolicyWarning> {
    let mut communities = manifest.layers.iter().filter(|l| l.role == LayerRole::Cells(Role::Community));
    let says = communities.any(|l| l.class_column.is_some() || l.code_column.is_some());
    if says { None } else { traced.variants_idle() }
}

/// One row of `onegrid policy profiles`.
#[derive(Serialize)]
struct Profile {
    name: &'static str,
    name_zh: String,
    name_en: String,
    /// Bounds by kind of community: the policy's own first.
    sizes: Vec<Size>,
}

#[derive(Serialize)]
struct Size {
    /// The variant; nothing for the policy's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    variant: Option<String>,
    measure: PolicyMeasure,
    min: u64,
    target: u64,
    max: u64,
    citation_zh: String,
    citation_en: String,
}

fn profiles(console: &Console) -> Result<(), CliError> {
    let mut rows = Vec::new();
    for name in Policy::profiles() {
        let policy = Policy::profile(name)?;
        let variants = policy.variant.iter().map(|v| policy.size_of(v.classes.first().map(u16::to_string).as_deref()));
        let sizes = std::iter::once(policy.size_of(None)).chain(variants).filter_map(size).collect();
        let (name_zh, name_en) = (policy.name(Lang::Zh).into(), policy.name(Lang::En).into());
        rows.push(Profile { name, name_zh, name_en, sizes });
    }
    if console.json {
        console.json(&rows)?;
        return Ok(());
    }
    let width = rows.iter().map(|r| r.name.len()).max().unwrap_or(0);
    for row in &rows {
        let title = console.pick(&row.name_zh, &row.name_en);
        console.say(&format!("{:<width$}  {title}", row.name));
        for size in &row.sizes {
            let unit = match size.measure {
                PolicyMeasure::AreaM2 => "m²",
                _ => console.pick("户", "households"),
            };
            let of = size.variant.as_ref().map(|v| format!("{v}: ")).unwrap_or_default();
            let (min, max, target) = (size.min, size.max, size.target);
            let target = console.pick(&format!("目标 {target}"), &format!("target {target}")).to_string();
            let citation = console.pick(&size.citation_zh, &size.citation_en);
            console.say(&format!("{:width$}  {of}{min}–{max} {unit}, {target}  [{citation}]", ""));
        }
    }
    Ok(())
}

fn size(rule: SizeOf<'_>) -> Option<Size> {
    let size = rule.size?;
    Some(Size {
        variant: rule.variant.map(|v| v.id.clone()),
        measure: rule.measure,
        min: size.min,
        target: size.target,
        max: size.max,
        citation_zh: size.citation_zh.clone(),
        citation_en: size.citation_en.clone(),
    })
}
