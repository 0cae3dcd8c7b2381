//! `pelicanconf.py` with `publishconf.py` over it, as Pelican's own publishing does.

use std::path::Path;
use std::sync::Arc;

use super::python;
use crate::error::Error;
use crate::problem::{Place, Problem, Rule, Severity};
use crate::site::settings::{Settings, text_of};
use crate::source::tree::{Kind, Node};

/// A setting that matters and that only Python can compute.
pub(crate) const BY_CODE: Rule = Rule {
    code: "setting-by-code",
    severity: Severity::Warning,
    summary: "a setting of the site is made by code that is not run",
};

/// The settings of a site of Pelican's.
#[derive(Debug, Default)]
pub(super) struct Conf {
    /// The files, the one that has the last word first.
    files: Vec<(Settings, python::Assignments)>,
}

impl Conf {
    /// Reads both files, as far as they are there.
    pub(super) fn read(root: &Path) -> Result<Self, Error> {
        let mut files = Vec::new();
        for name in ["publishconf.py", "pelicanconf.py"] {
            if let Some(text) = text_of(root, name)? {
                let mut found = python::read(&text);
                let settings = Settings { file: name.into(), text: text.into(), map: std::mem::take(&mut found.map) };
                files.push((settings, found));
            }
        }
        Ok(Self { files })
    }

    /// A setting's value and the file it stands in; `None` for what is not set, is made by code, or is `None`.
    pub(super) fn get(&self, name: &str) -> Option<(&Settings, &Node)> {
        for (settings, found) in &self.files {
            if let Some(node) = settings.map.get(name) {
                return (node.kind != Kind::Null).then_some((settings, node));
            }
            if found.by_code.contains_key(name) {
                return None;
            }
        }
        None
    }

    /// Whether the setting is `None`, which switches some things off.
    pub(super) fn is_none(&self, name: &str) -> bool {
        let node = self.files.iter().find_map(|(settings, _)| settings.map.get(name));
        node.is_some_and(|node| node.kind == Kind::Null)
    }

    /// The text of a setting, trimmed; `None` for a blank one.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(|(_, node)| node.text()).map(str::trim).filter(|text| !text.is_empty())
    }

    /// Whether a setting is true, as Python sees it.
    pub(super) fn flag(&self, name: &str, usual: bool) -> bool {
        if self.is_none(name) {
            return false;
        }
        self.get(name).map_or(usual, |(_, node)| match node.as_bool() {
            Some(is) => is,
            None => !node.is_blank() && node.text() != Some("0"),
        })
    }

    /// The texts of a setting that is a list, or is one text.
    pub(super) fn texts(&self, name: &str) -> Option<Vec<String>> {
        let (_, node) = self.get(name)?;
        Some(match &node.kind {
            Kind::List(list) => list.iter().filter_map(Node::text).map(str::to_owned).collect(),
            Kind::Scalar { text, .. } => vec![text.clone()],
            _ => Vec::new(),
        })
    }

    /// Where a setting stands; the first file where it does not.
    pub(super) fn place(&self, name: &str) -> Place {
        match self.get(name) {
            Some((settings, node)) => settings.place(node.span),
            None => Place::file(self.file()),
        }
    }

    /// The file that has the last word.
    pub(super) fn file(&self) -> Arc<str> {
        self.files.first().map_or_else(|| "pelicanconf.py".into(), |(settings, _)| settings.file.clone())
    }

    /// A warning for each of these settings that only Python can compute.
    pub(super) fn by_code(&self, names: &[(&str, &str)]) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (name, instead) in names {
            let made = self
                .files
                .iter()
                .find(|(settings, found)| settings.map.entry(name).is_some() || found.by_code.contains_key(*name));
            let Some((settings, found)) = made.filter(|(settings, _)| settings.map.entry(name).is_none()) else {
                continue;
            };
            let span = found.by_code.get(*name).copied().unwrap_or_default();
            problems.push(
                Problem::new(&BY_CODE, format!("{name} is made by code, which feedwright does not run"))
                    .at(settings.place(span))
                    .help(format!("assign it a plain value, or {instead}")),
            );
        }
        problems
    }
}
