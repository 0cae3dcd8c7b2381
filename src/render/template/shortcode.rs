//! What the shortcodes of Hugo and Zola have in common: their arguments, and what feedwright shows for those that
//! both have built in.

use super::super::frames;
use super::super::links::percent_encoded;

/// Arguments: named ones, and those that only have a place (their name is empty).
#[derive(Debug, Default)]
pub(super) struct Arguments {
    all: Vec<(String, String)>,
}

impl Arguments {
    /// Reads `"a" name="b" other=c`, with commas between them or not.
    pub(super) fn read(text: &str) -> Self {
        let mut all = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let name_end =
                rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))).unwrap_or(rest.len());
            let (name, after) = rest.split_at_checked(name_end).unwrap_or((rest, ""));
            let value_text = after.trim_start().strip_prefix('=').filter(|_| !name.is_empty());
            let (name, value_text) = match value_text {
                Some(value) => (name, value.trim_start()),
                None => ("", rest),
            };
            let (value, tail) = value(value_text);
            all.push((name.to_owned(), value.to_owned()));
            // Something is taken at every turn, so this ends.
            let tail = if tail.len() == rest.len() { tail.get(1..).unwrap_or_default() } else { tail };
            rest = tail.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        }
        Self { all }
    }

    /// The argument of this name.
    pub(super) fn named(&self, name: &str) -> Option<&str> {
        self.all.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// The argument at this place among those without a name.
    pub(super) fn at(&self, place: usize) -> Option<&str> {
        self.all.iter().filter(|(name, _)| name.is_empty()).nth(place).map(|(_, value)| value.as_str())
    }

    /// Every argument.
    pub(super) fn all(&self) -> &[(String, String)] {
        &self.all
    }
}

/// A value in quotes of any kind, or up to the next blank or comma; and what comes after it.
fn value(text: &str) -> (&str, &str) {
    for quote in ['"', '\'', '`', '“'] {
        if let Some(inner) = text.strip_prefix(quote) {
            let close = if quote == '“' { '”' } else { quote };
            return inner.split_once(close).unwrap_or((inner, ""));
        }
    }
    let end = text.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The Markdown for a shortcode that shows other people's things; `None` for one that is not known.
pub(super) fn embedded(name: &str, arguments: &Arguments) -> Option<String> {
    let id = arguments.named("id").or_else(|| arguments.at(0));
    let title = arguments.named("title");
    match (name, id) {
        ("youtube", Some(id)) => Some(player(&format!("https://www.youtube.com/embed/{id}"), title)),
        ("vimeo", Some(id)) => Some(player(&format!("https://player.vimeo.com/video/{id}"), title)),
        ("streamable", Some(id)) => Some(link(&format!("https://streamable.com/{id}"), "Video on Streamable")),
        ("gist", _) => {
            let url = match (arguments.named("url"), arguments.at(0), arguments.at(1)) {
                (Some(url), ..) => url.to_owned(),
                (None, Some(user), Some(id)) => format!("https://gist.github.com/{user}/{id}"),
                _ => return Some(String::new()),
            };
            Some(link(&url, "Code on GitHub"))
        }
        ("x" | "tweet" | "twitter" | "x_simple" | "twitter_simple", _) => {
            let user = arguments.named("user").unwrap_or("i");
            let user = if user == "i" { "i/web" } else { user };
            id.map(|id| link(&format!("https://x.com/{user}/status/{id}"), "Post on X"))
        }
        ("instagram", Some(id)) => Some(link(&format!("https://www.instagram.com/p/{id}/"), "Post on Instagram")),
        _ => None,
    }
}

fn player(embedded: &str, title: Option<&str>) -> String {
    let page = frames::describe(embedded, title);
    match &page.picture {
        Some(picture) => format!("[![](<{picture}>)\\\n{}](<{}>)", page.title, percent_encoded(&page.url)),
        None => link(&page.url, &page.title),
    }
}

/// A link in Markdown.
pub(super) fn link(url: &str, title: &str) -> String {
    format!("[{}](<{}>)", title.replace(['[', ']'], ""), percent_encoded(url))
}
