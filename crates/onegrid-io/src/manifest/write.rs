//! A [`Manifest`] in, its TOML text out.

use std::fmt::Write;

use onegrid::Extent;

use super::{LayerSpec, Manifest, VERSION, barrier_word};

impl Manifest {
    /// The manifest as TOML, which [`read_manifest`](crate::read_manifest) reads back the same.
    pub fn to_toml(&self) -> String {
        let mut out = Lines::default();
        out.raw("onegrid", &VERSION.to_string());
        out.text("name", &self.name);
        out.optional("policy", self.policy.as_deref());
        out.text(
            "extent",
            match self.extent {
                Extent::Communities => "communities",
                Extent::Base => "base",
            },
        );
        out.optional("code_prefix", self.code_prefix.as_deref());
        out.optional("register", self.register.as_deref());
        out.optional("fingerprints", self.fingerprints.as_deref());
        out.optional("admin_table", self.admin_table.as_deref());
        for layer in &self.layers {
            layer.write(&mut out);
        }
        out.0
    }
}

impl LayerSpec {
    fn write(&self, out: &mut Lines) {
        out.heading("\n[[layer]]");
        out.text("id", &self.id);
        out.text("name", &self.name);
        out.text("role", self.role.word());
        out.one_or_many("path", &self.paths);
        out.optional("format", self.format.as_deref());
        if !self.key.is_empty() {
            out.one_or_many("key", &self.key);
        }
        out.optional("name_column", self.name_column.as_deref());
        out.optional("class_column", self.class_column.as_deref());
        out.optional("code_column", self.code_column.as_deref());
        out.optional("group_column", self.group_column.as_deref());
        if self.groups_are_communities {
            out.raw("groups_are_communities", "true");
        }
        out.optional("lon_column", self.lon_column.as_deref());
        out.optional("lat_column", self.lat_column.as_deref());
        out.optional("households_column", self.households_column.as_deref());
        out.optional("barrier_class", self.barrier_class.map(barrier_word));
        out.optional("crs", self.crs.map(crate::Crs::name));
        if !self.counts.is_empty() {
            out.heading("[layer.counts]");
            for (id, column) in &self.counts {
                out.text(&quoted(id), column);
            }
        }
        if !self.classes.is_empty() {
            out.heading("[layer.classes]");
            for (value, class) in &self.classes {
                out.text(&quoted(value), barrier_word(*class));
            }
        }
    }
}

/// Lines of TOML.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn heading(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }

    fn raw(&mut self, key: &str, value: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "{key} = {value}");
    }

    fn text(&mut self, key: &str, value: &str) {
        self.raw(key, &quoted(value));
    }

    fn optional(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(key, value);
        }
    }

    fn one_or_many(&mut self, key: &str, values: &[String]) {
        match values {
            [one] => self.text(key, one),
            many => {
                let many: Vec<String> = many.iter().map(|value| quoted(value)).collect();
                self.raw(key, &format!("[{}]", many.join(", ")));
            }
        }
    }
}

/// A one-line TOML string.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
