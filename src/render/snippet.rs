//! HTML of the author's that stands before and after the text of each entry, with `{title}`, `{link}` and more filled in.

use std::fmt::Write as _;

use super::escape;
use super::html::SafeHtml;
use super::links::Links;
use super::markdown;
use super::policy::Policy;
use crate::post::Post;
use crate::site::pattern::{Pattern, Piece};

/// The placeholders.
pub const PLACEHOLDERS: [&str; 9] = ["title", "link", "external", "author", "email", "date", "id", "site", "home"];

/// A piece of HTML with placeholders, taken apart once for all entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Html(String),
    Field(&'static str, Spot),
}

/// What a value stands in, which says how it is escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spot {
    /// Text, or an attribute that holds no address.
    Text,
    /// The whole of an address, or its beginning.
    Address,
    /// Within an address: every character that means something there is percent-encoded.
    InAddress,
}

/// What the placeholders of a snippet stand for, besides what the post says.
#[derive(Debug, Clone, Copy)]
pub struct Filling<'a> {
    /// The post.
    pub post: &'a Post,
    /// The title of the site.
    pub site: &'a str,
    /// Its home page.
    pub home: &'a str,
}

impl Snippet {
    /// Takes HTML apart; `{{` and `}}` are single braces.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and what to write instead: an unknown placeholder, a brace that is not closed, a
    /// placeholder where none can be, an address that no reader follows.
    pub fn parse(html: &str) -> Result<Self, (String, Option<String>)> {
        let pattern = Pattern::braces(html).map_err(|why| {
            (format!("in {html:?}, {why}"), Some("write {{ and }} for braces that are text".to_owned()))
        })?;
        let mut scanner = Scanner::default();
        let mut parts = Vec::new();
        for piece in pattern.pieces() {
            match piece {
                Piece::Text(text) => {
                    scanner.text(text);
                    parts.push(Part::Html(text.clone()));
                }
                Piece::Field { name, argument } => {
                    let known = PLACEHOLDERS.into_iter().find(|known| known == name && argument.is_none());
                    let known = known.ok_or_else(|| unknown(name))?;
                    let spot = scanner.field().ok_or_else(|| {
                        (
                            format!("{{{name}}} stands where only a name can"),
                            Some("put it into the text, or between the quotes of an attribute".to_owned()),
                        )
                    })?;
                    parts.push(Part::Field(known, spot));
                }
            }
        }
        let snippet = Self { parts };
        snippet.try_out()?;
        Ok(snippet)
    }

    /// A paragraph with a link to the entry's page that says these words, which may have placeholders.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn link(words: &str) -> Result<Self, (String, Option<String>)> {
        let mut html = "<p><a href=\"{link}\">".to_owned();
        escape::push_text(&mut html, words);
        Self::parse(&(html + "</a></p>"))
    }

    /// The usual link to the rest of an entry in a language, by its BCP 47 tag; in English where no other is known.
    #[must_use]
    pub fn read_on(language: &str) -> Self {
        let primary = language.split(['-', '_']).next().unwrap_or_default();
        let known = READ_ON.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(primary));
        let words = known.map_or("Read on", |(_, words)| words);
        let html = |text: &str| Part::Html(text.to_owned());
        Self {
            parts: vec![
                html("<p><a href=\""),
                Part::Field("link", Spot::Address),
                html(&format!("\">{words}</a></p>")),
            ],
        }
    }

    /// The snippet of one entry.
    #[must_use]
    pub fn fill(&self, filling: Filling<'_>) -> SafeHtml {
        let links = Links::new(&filling.post.permalink, &filling.post.id.0);
        let html = self.html(|name| filling.value(name));
        let mut content = markdown::html(&html, &Policy::default(), &links);
        content.html.take_marker();
        content.html
    }

    fn html(&self, value: impl Fn(&str) -> String) -> String {
        let mut html = String::new();
        for part in &self.parts {
            match part {
                Part::Html(text) => html.push_str(text),
                Part::Field(name, Spot::InAddress) => push_encoded(&mut html, &value(name)),
                Part::Field(name, _) => escape::push_attribute(&mut html, &value(name)),
            }
        }
        html
    }

    /// What is refused in one entry is in all: the author is told now.
    fn try_out(&self) -> Result<(), (String, Option<String>)> {
        let page = url::Url::parse("https://example.com/page/").map_err(|error| (error.to_string(), None))?;
        let html = self.html(|name| match name {
            "link" | "external" | "home" => page.to_string(),
            "email" => "a@example.com".to_owned(),
            _ => "x".to_owned(),
        });
        match markdown::html(&html, &Policy::default(), &Links::new(&page, "")).refused.first() {
            None => Ok(()),
            Some(_) => Err((
                "it has an address that no reader follows".to_owned(),
                Some("link to an http, https or mailto address".to_owned()),
            )),
        }
    }
}

/// What the link to the rest says, by the language's primary tag.
const READ_ON: [(&str, &str); 24] = [
    ("ar", "تابع القراءة"),
    ("ca", "Continua llegint"),
    ("cs", "Číst dál"),
    ("da", "Læs videre"),
    ("de", "Weiterlesen"),
    ("el", "Συνέχεια"),
    ("es", "Seguir leyendo"),
    ("fa", "ادامه مطلب"),
    ("fi", "Lue lisää"),
    ("fr", "Lire la suite"),
    ("he", "המשך קריאה"),
    ("hu", "Tovább"),
    ("it", "Continua a leggere"),
    ("ja", "続きを読む"),
    ("ko", "계속 읽기"),
    ("nb", "Les videre"),
    ("nl", "Lees verder"),
    ("pl", "Czytaj dalej"),
    ("pt", "Continuar a ler"),
    ("ru", "Читать дальше"),
    ("sv", "Läs vidare"),
    ("tr", "Devamını oku"),
    ("uk", "Читати далі"),
    ("zh", "阅读全文"),
];

fn unknown(name: &str) -> (String, Option<String>) {
    let help = crate::config::nearest(name, PLACEHOLDERS.into_iter()).map_or_else(
        || format!("the placeholders are {}", PLACEHOLDERS.map(|name| format!("{{{name}}}")).join(" ")),
        |near| format!("did you mean {{{near}}}?"),
    );
    (format!("{{{name}}} is no placeholder"), Some(help))
}

impl Filling<'_> {
    /// The value of a placeholder; empty where the post has none.
    fn value(&self, name: &str) -> String {
        let post = self.post;
        let author = post.authors.first();
        match name {
            "title" => post.title.clone().unwrap_or_default(),
            "link" => post.permalink.to_string(),
            // Where a link post points to; its own page for every other.
            "external" => post.external.as_deref().unwrap_or(&post.permalink).to_string(),
            "author" => author.map(|person| person.name.clone()).unwrap_or_default(),
            "email" => author.and_then(|person| person.email.clone()).unwrap_or_default(),
            "date" => post.published.map(|at| at.rfc3339().chars().take(10).collect()).unwrap_or_default(),
            "id" => post.id.0.clone(),
            "site" => self.site.to_owned(),
            "home" => self.home.to_owned(),
            _ => String::new(),
        }
    }
}

/// Percent-encodes what is no plain character of an address (RFC 3986 §2.3), and `@`, which an address of mail has.
fn push_encoded(out: &mut String, value: &str) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// Goes through HTML as it is written, as far as it must be known what a placeholder stands in.
#[derive(Default)]
struct Scanner {
    state: State,
    /// The name of the attribute that is being read.
    name: String,
    /// The attribute's value has begun.
    begun: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    Tag,
    Comment,
    Value(char),
}

impl Scanner {
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            let after = rest.strip_prefix(character).unwrap_or_default();
            match self.state {
                State::Text if rest.starts_with("<!--") => self.state = State::Comment,
                State::Text if character == '<' => {
                    self.state = State::Tag;
                    self.name.clear();
                }
                State::Comment if rest.starts_with("-->") => self.state = State::Text,
                State::Text | State::Comment => {}
                State::Tag => match character {
                    '>' => self.state = State::Text,
                    '"' | '\'' => {
                        self.state = State::Value(character);
                        self.begun = false;
                    }
                    '=' => {}
                    _ if character.is_whitespace() => self.name.clear(),
                    _ => self.name.extend(character.to_lowercase()),
                },
                State::Value(quote) if character == quote => {
                    self.state = State::Tag;
                    self.name.clear();
                }
                State::Value(_) => self.begun = true,
            }
            rest = after;
        }
    }

    /// What a placeholder here stands in; `None` where none can be.
    fn field(&mut self) -> Option<Spot> {
        match self.state {
            State::Text => Some(Spot::Text),
            State::Tag | State::Comment => None,
            State::Value(_) => {
                let is_address = matches!(self.name.as_str(), "href" | "src" | "cite" | "poster" | "srcset");
                let begun = std::mem::replace(&mut self.begun, true);
                Some(match (is_address, begun) {
                    (false, _) => Spot::Text,
                    (true, false) => Spot::Address,
                    (true, true) => Spot::InAddress,
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::person::Person;
    use crate::render::tests::post;
    use crate::source::read::Markup;

    fn filled(html: &str, title: &str) -> String {
        let person =
            Person { name: "Ann <A>".to_owned(), email: Some("ann@e.example".to_owned()), ..Person::default() };
        let post = Post { title: Some(title.to_owned()), authors: vec![person], ..post("", Markup::Markdown) };
        let filling = Filling { post: &post, site: "Blog & Co", home: "https://example.com/" };
        Snippet::parse(html).unwrap().fill(filling).as_str().to_owned()
    }

    #[test]
    fn each_value_is_escaped_for_what_it_stands_in() {
        let title = "\"A\" & <script>alert(1)</script>?";
        for (html, expected) in [
            (
                "<p>{title} by {author}</p>",
                "<p>\"A\" &amp; &lt;script&gt;alert(1)&lt;/script&gt;? by Ann &lt;A&gt;</p>",
            ),
            (
                "<p><a href=\"{link}\" title=\"{title}\">on {site}</a></p>",
                "<p><a href=\"https://example.com/a/\" title=\"&quot;A&quot; &amp; &lt;script&gt;alert(1)&lt;/script&gt;?\">on Blog &amp; Co</a></p>",
            ),
            (
                "<a href='mailto:{email}?subject=Re: {title}'>reply</a>",
                "<a href=\"mailto:ann@e.example?subject=Re:%20%22A%22%20%26%20%3Cscript%3Ealert%281%29%3C%2Fscript%3E%3F\">reply</a>",
            ),
            (
                "<a href=\"https://s.example/?u={link}\">share</a> <a href=\"/about/\">{{x}}</a>",
                "<a href=\"https://s.example/?u=https%3A%2F%2Fexample.com%2Fa%2F\">share</a> <a href=\"https://example.com/about/\">{x}</a>",
            ),
            ("<p onclick=\"x()\">{date}<script>x</script><b>open", "<p><b>open</b></p>"),
        ] {
            assert_eq!(filled(html, title), expected, "{html}");
        }
        // A title is never an address that runs.
        assert_eq!(filled("<a href=\"{title}\">x</a>", "javascript:alert(1)"), "x");
    }

    #[test]
    fn what_cannot_be_filled_in_is_told_with_what_to_write() {
        let told = |html: &str| {
            let (message, help) = Snippet::parse(html).unwrap_err();
            format!("{message} ({})", help.unwrap_or_default())
        };
        assert_eq!(told("<p>{titel}</p>"), "{titel} is no placeholder (did you mean {title}?)");
        assert_eq!(
            told("{x}"),
            "{x} is no placeholder (the placeholders are {title} {link} {external} {author} {email} {date} {id} {site} {home})"
        );
        assert_eq!(told("a { b"), "in \"a { b\", a { is not closed (write {{ and }} for braces that are text)");
        assert_eq!(
            told("<a href={link}>x</a>"),
            "{link} stands where only a name can (put it into the text, or between the quotes of an attribute)"
        );
        assert_eq!(
            told("<a href=\"javascript:x\">y</a>"),
            "it has an address that no reader follows (link to an http, https or mailto address)"
        );
    }
}
