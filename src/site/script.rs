//! Plain values in a JavaScript or TypeScript configuration: `key: 'value'`, `const NAME = "value"`, lists of words.
//!
//! Nothing is run. What is not written out as text, number or boolean, or as the name of a constant that is, is not
//! known here, and a generator whose rule stands in such code needs a setting of ours instead.

mod lexer;

use std::path::Path;
use std::sync::Arc;

use super::settings::text_of;
use crate::error::Error;
use crate::problem::{Place, Span};
use crate::source::tree::{self, Entry, Map, Node, Style};
use lexer::{Kind, Token, tokens};

/// Longest script that is read.
const LONGEST: usize = 1 << 20;

/// Brackets deeper than this are not followed.
const DEEPEST: usize = 200;

/// A script's plain values.
#[derive(Debug, Clone, Default)]
pub struct Script {
    /// Its name below the site's root.
    pub file: Arc<str>,
    text: Arc<str>,
    values: Vec<Plain>,
    words: Vec<String>,
    /// The constant that is exported by default.
    root: Option<String>,
}

/// A value that is written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain {
    /// The keys that lead to it: `presets.blog.path`.
    pub path: String,
    /// The value's text; of a constant's name the name.
    pub text: String,
    /// How it is written.
    pub form: Form,
    /// Where it stands.
    pub span: Span,
    /// It is a constant's own value.
    pub declared: bool,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In quotes.
    Quoted,
    /// A number, `true` or `false`.
    Bare,
    /// The name of a constant.
    Name,
}

impl Script {
    /// The script `root/name`; `None` where there is no such file.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn load(root: &Path, name: &str) -> Result<Option<Self>, Error> {
        Ok(text_of(root, name)?.map(|text| Self::of(name, &text)))
    }

    /// The first script of these names that there is.
    ///
    /// # Errors
    ///
    /// One cannot be read.
    pub fn first(root: &Path, names: &[&str]) -> Result<Option<Self>, Error> {
        for name in names {
            if let Some(script) = Self::load(root, name)? {
                return Ok(Some(script));
            }
        }
        Ok(None)
    }

    /// The plain values of `text`.
    #[must_use]
    pub fn of(name: &str, text: &str) -> Self {
        let whole = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text);
        let tokens = tokens(whole);
        let mut reading = Reading { tokens: &tokens, at: 0, frames: Vec::new(), script: Self::default() };
        reading.run();
        let mut script = reading.script;
        script.words = tokens.into_iter().filter(|token| token.kind == Kind::Name).map(|token| token.text).collect();
        script.words.sort_unstable();
        script.words.dedup();
        Self { file: name.into(), text: text.into(), ..script }
    }

    /// The text of the value under exactly these keys, or under these keys of the constant that is exported.
    #[must_use]
    pub fn top(&self, path: &str) -> Option<&str> {
        self.top_value(path).map(|plain| plain.text.as_str())
    }

    /// The value itself.
    #[must_use]
    pub fn top_value(&self, path: &str) -> Option<&Plain> {
        let exported = || self.get(&format!("{}.{path}", self.root.as_deref()?));
        self.get(path).or_else(exported).and_then(|plain| self.known(plain))
    }

    /// The first value whose keys end in these.
    #[must_use]
    pub fn ending(&self, path: &str) -> Option<&Plain> {
        let ends = |plain: &&Plain| {
            plain.path.strip_suffix(path).is_some_and(|before| before.is_empty() || before.ends_with('.'))
        };
        self.values.iter().find(ends).and_then(|plain| self.known(plain))
    }

    /// All values, in the order of the file.
    #[must_use]
    pub fn values(&self) -> &[Plain] {
        &self.values
    }

    /// All values under exactly these keys at the top: the words of a list.
    pub fn all<'s>(&'s self, path: &'s str) -> impl Iterator<Item = &'s Plain> {
        let exported = self.root.as_ref().map(|root| format!("{root}.{path}"));
        self.values.iter().filter(move |plain| plain.path == path || Some(&plain.path) == exported.as_ref())
    }

    /// The values directly in what is exported, as front matter: a text or number, or a list of them.
    #[must_use]
    pub fn map(&self) -> Map {
        let mut map = Map::default();
        let below = self.root.as_ref().map(|root| format!("{root}."));
        for plain in &self.values {
            let of_root = below.as_ref().and_then(|below| plain.path.strip_prefix(below.as_str()));
            let key = of_root.unwrap_or(&plain.path);
            if key.is_empty() || key.contains('.') || (plain.declared && of_root.is_none()) {
                continue;
            }
            let Some(known) = self.known(plain) else { continue };
            let style = if known.form == Form::Quoted { Style::Quoted } else { Style::Plain };
            let kind = tree::Kind::Scalar { text: known.text.clone(), style };
            let node = Node { span: plain.span, kind };
            match map.entries.iter_mut().find(|entry| entry.key == key) {
                None => map.entries.push(Entry { key: key.to_owned(), key_span: plain.span, value: node }),
                Some(entry) => {
                    if let tree::Kind::List(list) = &mut entry.value.kind {
                        list.push(node);
                    } else {
                        let first = entry.value.clone();
                        entry.value.kind = tree::Kind::List(vec![first, node]);
                    }
                }
            }
        }
        map
    }

    /// Whether the code, apart from comments and texts, has this word.
    #[must_use]
    pub fn mentions(&self, word: &str) -> bool {
        self.words.binary_search_by(|known| known.as_str().cmp(word)).is_ok()
    }

    /// Where a value stands.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        Place::at(self.file.clone(), &self.text, span)
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The value under exactly these keys.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Plain> {
        self.values.iter().find(|plain| plain.path == path)
    }

    /// The value that a constant's name stands for; the value itself where it is no name.
    #[must_use]
    pub fn known<'s>(&'s self, plain: &'s Plain) -> Option<&'s Plain> {
        match plain.form {
            Form::Name => self.get(&plain.text).filter(|named| named.form != Form::Name),
            _ => Some(plain),
        }
    }
}

/// A bracket that is open, with the key that its content stands under.
struct Frame {
    key: Option<String>,
    opened: char,
}

struct Reading<'t> {
    tokens: &'t [Token],
    at: usize,
    frames: Vec<Frame>,
    script: Script,
}

impl Reading<'_> {
    fn run(&mut self) {
        let mut declared: Option<String> = None;
        let mut key: Option<String> = None;
        let mut may_be_key = false;
        while let Some(token) = self.tokens.get(self.at) {
            let was_start = std::mem::replace(&mut may_be_key, false);
            match (&token.kind, token.text.as_str()) {
                (Kind::Name, "const" | "let" | "var") => {
                    declared = self.text_at(self.at + 1).map(str::to_owned);
                    key = None;
                }
                (Kind::Name, "export") if self.text_at(self.at + 1) == Some("default") => self.exported(2),
                (Kind::Name, "module") if self.text_at(self.at + 2) == Some("exports") => self.exported(4),
                (Kind::Name | Kind::Text, _)
                    if was_start && self.in_object() && self.text_at(self.at + 1) == Some(":") =>
                {
                    key = Some(token.text.clone());
                    self.at += 2;
                    self.value(key.as_deref(), false);
                    continue;
                }
                (Kind::Text | Kind::Number, _) if self.in_list() => self.value(None, false),
                (Kind::Mark, "=") => {
                    key = declared.take();
                    if key.is_some() {
                        self.at += 1;
                        self.value(key.as_deref(), true);
                        continue;
                    }
                }
                (Kind::Mark, "{" | "[" | "(") => {
                    if self.frames.len() >= DEEPEST {
                        return;
                    }
                    let opened = token.text.chars().next().unwrap_or('(');
                    self.frames.push(Frame { key: key.take(), opened });
                    may_be_key = opened == '{';
                }
                (Kind::Mark, "}" | "]" | ")") => {
                    self.frames.pop();
                    key = None;
                }
                (Kind::Mark, ",") => {
                    may_be_key = true;
                    key = None;
                }
                (Kind::Mark, ";") => key = None,
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Notes a value that begins at the present token, if it is one and ends behind it.
    fn value(&mut self, key: Option<&str>, declared: bool) {
        let Some(token) = self.tokens.get(self.at) else { return };
        let form = match token.kind {
            Kind::Text => Form::Quoted,
            Kind::Number => Form::Bare,
            Kind::Name if matches!(token.text.as_str(), "true" | "false") => Form::Bare,
            Kind::Name => Form::Name,
            Kind::Mark | Kind::Code => return,
        };
        let mut text = token.text.clone();
        let mut end = self.at + 1;
        while form == Form::Name && self.text_at(end) == Some(".") {
            text.push('.');
            text.push_str(self.text_at(end + 1).unwrap_or_default());
            end += 2;
        }
        let ends = |token: &Token| {
            token.on_new_line || matches!(token.text.as_str(), "," | "}" | "]" | ")" | ";" | "as" | "satisfies")
        };
        if self.tokens.get(end).is_none_or(ends) {
            let keys = self.frames.iter().filter_map(|frame| frame.key.as_deref()).chain(key);
            let path = keys.collect::<Vec<_>>().join(".");
            self.script.values.push(Plain { path, text, form, span: token.span, declared });
        }
    }

    fn exported(&mut self, ahead: usize) {
        if let Some(token) = self.tokens.get(self.at + ahead).filter(|token| token.kind == Kind::Name) {
            self.script.root = Some(token.text.clone());
        }
    }

    fn in_object(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.opened == '{')
    }

    fn in_list(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.opened == '[')
            && self.frames.iter().any(|frame| frame.key.is_some())
    }

    fn text_at(&self, at: usize) -> Option<&str> {
        self.tokens.get(at).map(|token| token.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Script;

    #[test]
    fn plain_values_are_found_under_their_keys() {
        let script = Script::of(
            "docusaurus.config.ts",
            r#"
            // url: 'https://comment.test'
            import type {Config} from '@docusaurus/types';
            const URL = "https://x.test", PATTERN = /['"]/g;
            const config: Config = {
              title: 'A \'site\'', url: URL, 'baseUrl': `/b/`, tagline: `${name}`,
              trailingSlash: false,
              presets: [['classic', { blog: { path: './blog', feedOptions: {limit: 10, type: ['rss', 'atom']} } }]],
              themeConfig: {navbar: {title: 'Other'}},
            };
            export default config;
            "#,
        );
        let shown = ["title", "url", "baseUrl", "tagline", "trailingSlash"].map(|key| script.top(key));
        assert_eq!(shown, [Some("A 'site'"), Some("https://x.test"), Some("/b/"), None, Some("false")]);
        let ending = |path: &str| script.ending(path).map(|plain| plain.text.as_str());
        assert_eq!(ending("blog.path"), Some("./blog"));
        assert_eq!(ending("feedOptions.limit"), Some("10"));
        let types = script.all("presets.blog.feedOptions.type").map(|plain| plain.text.as_str());
        assert_eq!(types.collect::<Vec<_>>(), ["rss", "atom"]);
        assert!(script.mentions("themeConfig") && !script.mentions("comment"));
    }

    #[test]
    fn a_call_and_a_function_hide_no_value() {
        let astro =
            Script::of("a", "export default defineConfig({ site: \"https://x.test\", build: {format: 'file'} })");
        assert_eq!((astro.top("site"), astro.top("build.format")), (Some("https://x.test"), Some("file")));
        let eleventy = Script::of(
            "b",
            "module.exports = function (c) { c.x(y => { return y ? 1 : 2 }); return { dir: { input: 'src' } } }",
        );
        assert_eq!(eleventy.top("dir.input"), Some("src"));
        let data = Script::of(
            "c",
            "module.exports = { tags: ['posts', \"a b\"], permalink: (data) => '/' + data.x, title: t('x') };",
        );
        assert_eq!(data.all("tags").map(|plain| plain.text.as_str()).collect::<Vec<_>>(), ["posts", "a b"]);
        assert_eq!((data.top("permalink"), data.top("title")), (None, None));
        assert!(data.mentions("permalink"));
    }

    #[test]
    fn broken_scripts_end_quietly() {
        for text in ["{", "const a = '", "`${`${", "/*", "const a = {b: [", "}}}]", "a: /x", "'\\"] {
            assert_eq!(Script::of("x", text).values, []);
        }
    }
}
