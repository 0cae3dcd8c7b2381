//! The words of HTML that we wrote: tags gone, references decoded, blanks folded.

/// The words of `html`, which must be of our own writing (only XML's references, `<` only at tags).
pub(super) fn plain(html: &str) -> String {
    let mut words = Words { out: String::with_capacity(html.len()), blank: false };
    let mut rest = html;
    while let Some((text, tail)) = rest.split_once('<') {
        words.text(text);
        let (tag, after) = tail.split_once('>').unwrap_or((tail, ""));
        rest = after;
        if is_note_reference(tag) {
            // The number of a footnote is no word of its sentence.
            rest = after.split_once("</sup>").map_or("", |(_, after)| after);
        } else if let Some(end) = end_of_player(tag) {
            // What it holds is for those who cannot play it.
            rest = after.split_once(end).map_or("", |(_, after)| after);
            words.blank();
        } else if separates(tag) {
            words.blank();
        }
    }
    words.text(rest);
    words.out
}

/// Whether there is a word in it, without making the text.
pub(super) fn has_words(html: &str) -> bool {
    let mut rest = html;
    while let Some((text, tail)) = rest.split_once('<') {
        if text.chars().any(char::is_alphanumeric) {
            return true;
        }
        rest = tail.split_once('>').map_or("", |(_, after)| after);
    }
    rest.chars().any(char::is_alphanumeric)
}

/// Whether the text shows nothing.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}'))
}

/// The name of a tag as it stands between `<` and `>`, with a slash before it for an end tag.
pub(super) fn tag_name(tag: &str) -> &str {
    let tag = tag.strip_suffix('/').unwrap_or(tag);
    tag.split([' ', '\n', '\t']).next().unwrap_or_default()
}

/// How a recording ends that begins with this tag.
fn end_of_player(tag: &str) -> Option<&'static str> {
    match tag_name(tag) {
        "video" => Some("</video>"),
        "audio" => Some("</audio>"),
        _ => None,
    }
}

fn is_note_reference(tag: &str) -> bool {
    tag.strip_prefix("sup ").is_some_and(|attributes| attributes.contains("fnref"))
}

/// Whether the tag stands between two words: of every element but those within a line.
fn separates(tag: &str) -> bool {
    let name = tag_name(tag);
    !matches!(
        name.strip_prefix('/').unwrap_or(name),
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "q"
            | "ruby"
            | "rb"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "u"
            | "var"
            | "wbr"
    )
}

struct Words {
    out: String,
    blank: bool,
}

impl Words {
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('&') {
            self.characters(before);
            let (name, tail) = after.split_once(';').unwrap_or((after, ""));
            match name {
                "amp" => self.part("&"),
                "lt" => self.part("<"),
                "gt" => self.part(">"),
                "quot" => self.part("\""),
                _ => {}
            }
            rest = tail;
        }
        self.characters(rest);
    }

    fn characters(&mut self, text: &str) {
        let mut parts = text.split(char::is_whitespace);
        self.part(parts.next().unwrap_or_default());
        for part in parts {
            self.blank();
            self.part(part);
        }
    }

    /// Appends what has no blank in it.
    fn part(&mut self, part: &str) {
        if part.is_empty() {
            return;
        }
        if std::mem::take(&mut self.blank) {
            self.out.push(' ');
        }
        self.out.push_str(part);
    }

    fn blank(&mut self) {
        self.blank = !self.out.is_empty();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_blocks_keep_their_words_apart() {
        assert_eq!(
            plain(
                "<p>One <em>t</em>wo<sup id=\"e1-fnref.1\"><a href=\"#x\">1</a></sup>.</p>\n<ul><li>a &amp;&lt;b</li><li>c</li></ul>"
            ),
            "One two. a &<b c"
        );
        assert!(!has_words("<p><img alt=\"words\"/></p> …"));
        assert!(has_words("<p>漢字</p>"));
    }
}
