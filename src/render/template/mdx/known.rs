//! What an MDX text says of itself: what it imports, the plain values that it exports, and its front matter.

use super::super::World;
use super::super::value::Value;
use crate::site::script::Script;

/// The most times that the exports are read anew.
const MOST_READINGS: usize = 32;

/// What is known so far.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Names with the module that each is imported from.
    imports: Vec<(String, String)>,
    /// The statements that export something.
    exports: String,
    script: Option<Script>,
    readings: usize,
}

impl Known {
    /// Learns a statement.
    pub(super) fn learn(&mut self, statement: &str) {
        let Some(rest) = statement.strip_prefix("import") else {
            self.exports.push_str(statement);
            self.exports.push('\n');
            self.script = None;
            return;
        };
        let Some((names, module)) = rest.trim_end().trim_end_matches(';').rsplit_once(" from ") else { return };
        let module = module.trim().trim_matches(['"', '\'']);
        // `A`, `A, { B }`, `{ A, B as C }`, `* as A`
        for name in names.split([',', '{', '}']).map(str::trim).filter(|name| !name.is_empty()) {
            let local = name.rsplit(" as ").next().unwrap_or(name).trim();
            self.imports.push((local.to_owned(), module.to_owned()));
        }
    }

    /// The module that a name was imported from.
    pub(super) fn module(&self, name: &str) -> Option<&str> {
        self.imports.iter().find(|(own, _)| own == name).map(|(_, module)| module.as_str())
    }

    /// The text that an expression gives, where that is plain: a text, a number, a value of the post.
    pub(super) fn value(&mut self, world: &World<'_>, code: &str) -> Option<String> {
        if let Some(text) = text(code) {
            return Some(text);
        }
        if code.parse::<f64>().is_ok() {
            return Some(code.to_owned());
        }
        if matches!(code, "true" | "false" | "null" | "undefined" | "\u{22}\u{22}") {
            return Some(String::new());
        }
        let is_path = code.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '.'));
        if !is_path || code.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return None;
        }
        let (root, rest) = code.split_once('.').unwrap_or((code, ""));
        if matches!(root, "frontMatter" | "frontmatter" | "metadata") && !rest.is_empty() {
            let page = world.global("page");
            return Some(rest.split('.').fold(page, |value, key| value.get(&Value::text(key))).shown());
        }
        self.exported(code)
    }

    fn exported(&mut self, path: &str) -> Option<String> {
        if self.script.is_none() && !self.exports.is_empty() && self.readings < MOST_READINGS {
            self.readings += 1;
            self.script = Some(Script::of("", &self.exports));
        }
        let script = self.script.as_ref()?;
        script.get(path).and_then(|plain| script.known(plain)).map(|plain| plain.text.clone())
    }

    /// The text that the code of an attribute gives: `'a'`, `require('./a.png').default`, `useBaseUrl('/a')`, an
    /// imported picture.
    pub(super) fn attribute(&mut self, world: &World<'_>, code: &str) -> Option<String> {
        if let Some(inner) = called(code, "require") {
            return Some(file(world, &inner));
        }
        if let Some(path) = called(code, "useBaseUrl") {
            return Some(world.absolute_url(&path));
        }
        let name = code.strip_suffix(".src").or_else(|| code.strip_suffix(".default")).unwrap_or(code);
        if let Some(module) = self.module(name).map(str::to_owned) {
            return Some(file(world, &module));
        }
        if let Some(text) = self.value(world, code) {
            return Some(text);
        }
        // `{light: useBaseUrl('/a.svg'), dark: …}`: one of them will do.
        let first = code.strip_prefix('{')?.split_once(':')?.1.split(',').next()?.trim().trim_end_matches('}').trim();
        (first.len() < code.len()).then(|| self.attribute(world, first)).flatten()
    }
}

/// The address of a file that is imported: Docusaurus's alias of the site's folder stands for what is served.
fn file(world: &World<'_>, module: &str) -> String {
    match module.strip_prefix("@site/static/") {
        Some(path) => world.absolute_url(path),
        None => module.to_owned(),
    }
}

/// The text in the call of a function: `require('a')`, whatever comes after it.
fn called(code: &str, function: &str) -> Option<String> {
    let inner = code.strip_prefix(function)?.trim_start().strip_prefix('(')?;
    text(inner.split(')').next()?.trim())
}

/// The text of a literal in quotes, or of a template with nothing computed in it.
fn text(code: &str) -> Option<String> {
    let quote = code.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let inner = code.strip_prefix(quote)?.strip_suffix(quote)?;
    let mut out = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next()? {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                other => out.push(other),
            },
            '$' if quote == '`' && characters.as_str().starts_with('{') => return None,
            other if other == quote => return None,
            other => out.push(other),
        }
    }
    Some(out)
}
