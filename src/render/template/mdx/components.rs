//! The components that Docusaurus, Astro and Starlight bring along, and those that blogs of theirs usually have, as
//! Markdown and HTML.

use super::super::code_block;
use super::super::shortcode::{Arguments, embedded};
use super::jsx::{Attribute, Tag};
use super::{DEEPEST_FILE, LONGEST, Pass, pass};
use crate::render::escape;
use crate::source::read::Markup;

impl<'p> Pass<'p> {
    /// A component's tag that opens it.
    pub(super) fn component(&mut self, tag: &Tag<'p>) {
        let name = tag.name.rsplit('.').next().unwrap_or(tag.name);
        match name {
            // They only put their content in its place.
            "Tabs" | "TabGroup" | "Fragment" | "Steps" | "CardGrid" | "Cards" | "FileTree" | "Translate"
            | "Columns" | "Column" | "Grid" | "Row" | "Col" | "Center" | "CodeGroup" | "Wrapper" | "Content" => {
                self.unwrapped(tag);
            }
            "TabItem" | "Tab" => self.titled(tag, &["label", "title", "value"]),
            "Card" => self.titled(tag, &["title"]),
            "Details" | "Accordion" | "Collapse" | "Collapsible" | "Spoiler" => self.details(tag),
            "Admonition" | "Aside" | "Callout" | "Alert" => {
                let kind = self.words_of(tag, &["type", "variant", "kind"]).unwrap_or_else(|| "note".to_owned());
                self.note(tag, &kind);
            }
            "Note" | "Tip" | "Info" | "Important" | "Warning" | "Caution" | "Danger" => {
                self.note(tag, &name.to_lowercase());
            }
            "Link" | "NavLink" | "LinkButton" | "LinkCard" | "Button" => self.link(tag),
            "Image" | "Img" | "Picture" | "Figure" | "ThemedImage" | "IdealImage" | "StaticImage" => self.image(tag),
            "Code" | "CodeBlock" | "CodeSnippet" => self.code_of(tag),
            "Badge" => {
                let text = self.words_of(tag, &["text"]).unwrap_or_default();
                self.line.words = true;
                self.out.push_str(&text);
                self.unwrapped(tag);
            }
            // What only a browser has.
            "Head" | "BrowserOnly" | "TOCInline" | "TOC" | "Script" | "Style" => self.left_out(tag),
            _ => self.other(tag),
        }
    }

    /// The text of the first of these attributes.
    fn words_of(&mut self, tag: &Tag<'_>, names: &[&str]) -> Option<String> {
        let text = match tag.first(names)? {
            Attribute::Text(text) => text.to_owned(),
            Attribute::Code(code) => self.known.attribute(self.world, code)?,
            Attribute::Flag => return None,
        };
        Some(text).filter(|text| !text.trim().is_empty())
    }

    fn unwrapped(&mut self, tag: &Tag<'p>) {
        if !tag.closes_itself {
            self.opened(tag.name, "", false);
        }
    }

    fn left_out(&mut self, tag: &Tag<'p>) {
        if !tag.closes_itself {
            self.at = self.end_of(tag.name, tag.end).1;
        }
    }

    /// What a tab is called, above what is in it.
    fn titled(&mut self, tag: &Tag<'p>, names: &[&str]) {
        if let Some(title) = self.words_of(tag, names) {
            self.paragraph(&format!("**{title}**"));
        }
        self.unwrapped(tag);
    }

    fn details(&mut self, tag: &Tag<'p>) {
        if tag.closes_itself {
            return;
        }
        let summary = self.words_of(tag, &["summary", "title", "label"]).unwrap_or_else(|| "Details".to_owned());
        let mut text = "<details><summary>".to_owned();
        escape::push_text(&mut text, &summary);
        self.paragraph(&(text + "</summary>"));
        self.opened(tag.name, "</details>", true);
    }

    fn note(&mut self, tag: &Tag<'p>, kind: &str) {
        if tag.closes_itself {
            return;
        }
        let kind: String = kind.chars().filter(char::is_ascii_alphanumeric).collect();
        let title = self.words_of(tag, &["title"]).map(|title| format!("[{title}]")).unwrap_or_default();
        self.paragraph(&format!(":::{kind}{title}"));
        self.opened(tag.name, ":::", true);
    }

    fn link(&mut self, tag: &Tag<'p>) {
        let Some(address) = self.words_of(tag, &["to", "href"]) else { return self.unwrapped(tag) };
        self.line.words = true;
        self.out.push_str("<a");
        escape::push_named(&mut self.out, "href", &address);
        self.out.push('>');
        if !tag.closes_itself {
            self.opened(tag.name, "</a>", false);
            return;
        }
        let title = self.words_of(tag, &["title", "label", "text"]).unwrap_or_else(|| address.clone());
        escape::push_text(&mut self.out, &title);
        self.out.push_str("</a>");
        if let Some(description) = self.words_of(tag, &["description"]) {
            self.out.push_str(": ");
            escape::push_text(&mut self.out, &description);
        }
    }

    fn image(&mut self, tag: &Tag<'p>) {
        let Some(source) = self.words_of(tag, &["src", "source", "sources", "img", "image"]) else {
            return self.unwrapped(tag);
        };
        let mut picture = "<img".to_owned();
        escape::push_named(&mut picture, "src", &source);
        for name in ["alt", "title", "width", "height"] {
            if let Some(value) = self.words_of(tag, &[name]) {
                escape::push_named(&mut picture, name, &value);
            }
        }
        self.out.push_str(&(picture + "/>"));
        if let Some(caption) = self.words_of(tag, &["caption"]) {
            self.paragraph(&caption);
        }
        self.unwrapped(tag);
    }

    /// Code as an attribute or as content: `<CodeBlock language="js">{`…`}</CodeBlock>`.
    fn code_of(&mut self, tag: &Tag<'p>) {
        let mut code = self.words_of(tag, &["code"]);
        if !tag.closes_itself {
            let (inner, after) = self.end_of(tag.name, tag.end);
            self.at = after;
            let literal = inner.trim().strip_prefix('{').and_then(|code| code.strip_suffix('}')).map(str::trim);
            let text = literal.and_then(|literal| self.known.value(self.world, literal));
            code = code.or(text).or_else(|| Some(inner.to_owned()));
        }
        let Some(code) = code else { return self.other(tag) };
        let language = self.words_of(tag, &["language", "lang"]).unwrap_or_default();
        let indent = " ".repeat(self.line.column);
        let block = code_block(&language, &code, Markup::Markdown, &indent);
        self.paragraph(block.trim());
    }

    /// A file of Markdown that was imported, a player of somebody else's, or what only the generator knows.
    fn other(&mut self, tag: &Tag<'p>) {
        if let Some(text) = self.imported(tag.name) {
            self.paragraph(text.trim());
            return self.unwrapped(tag);
        }
        if let Some(link) = self.player(tag) {
            self.line.words = true;
            self.out.push_str(&link);
            return self.unwrapped(tag);
        }
        let message =
            format!("what the component \"{}\" shows is known only to the generator; the text in it is kept", tag.name);
        self.shared.report.unknown(message);
        self.unwrapped(tag);
    }

    fn player(&mut self, tag: &Tag<'_>) -> Option<String> {
        let name = tag.name.to_lowercase();
        let name = ["youtube", "vimeo", "tweet", "gist", "instagram", "streamable"]
            .into_iter()
            .find(|known| name.contains(known))?;
        let names = ["id", "videoId", "videoID", "videoid", "video", "tweetId", "tweetLink", "postId", "url", "src"];
        let written = self.words_of(tag, &names)?;
        if name == "gist" {
            let url = if written.contains("://") { written } else { format!("https://gist.github.com/{written}") };
            return embedded(name, &Arguments::read(&format!("url=\"{url}\"")));
        }
        // An address ends in what the player wants.
        let id = written.trim_end_matches('/').rsplit(['/', '=']).next().unwrap_or_default();
        let id: String = id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
        embedded(name, &Arguments::read(&format!("id=\"{id}\"")))
    }

    /// The text of a file of Markdown that this name was imported from, filled in.
    fn imported(&mut self, name: &str) -> Option<String> {
        let module = self.known.module(name);
        let module = module.filter(|module| matches!(module.rsplit_once('.'), Some((_, "md" | "mdx"))))?;
        if self.depth >= DEEPEST_FILE || self.shared.made > LONGEST {
            self.shared.report.limit();
            return Some(String::new());
        }
        let site = self.world.around.view.site;
        let text = match module.strip_prefix("@site/") {
            Some(path) => site.templates.file(&site.root, path),
            None => self.world.beside(module),
        };
        let Some(text) = text else {
            self.shared
                .report
                .missing(format!("there is no file \"{module}\" to import; what it would show is left out"));
            return Some(String::new());
        };
        let held = self.shared.report.hold();
        let made = pass(self.world, without_front_matter(&text), self.shared, self.depth + 1);
        self.shared.report.release(held);
        self.shared.made += made.len();
        Some(made)
    }
}

fn without_front_matter(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}');
    let inner = text.strip_prefix("---\n");
    inner.and_then(|inner| inner.split_once("\n---\n")).map_or(text, |(_, body)| body)
}
