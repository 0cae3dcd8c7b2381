//! The summary of a post in plain words.

use unicode_normalization::char::is_combining_mark;

use super::text::{has_words, plain, tag_name};

/// The summary of `html`, of our own writing: the words before byte `more` where a more-marker stood, else the first
/// part of the text that has words; cut at a word so that it has at most `length` characters.
pub(super) fn of_content(html: &str, more: Option<usize>, length: usize) -> Option<String> {
    let marked = more.and_then(|at| html.get(..at)).filter(|before| has_words(before));
    let words = match marked {
        Some(before) => plain(before),
        None => first_words(html)?,
    };
    cut(&words, length)
}

/// `words`, cut at a word so that they have at most `length` characters with the ellipsis; `None` for no words.
pub(super) fn cut(words: &str, length: usize) -> Option<String> {
    if words.is_empty() || length == 0 {
        return None;
    }
    let Some((end, _)) = words.char_indices().nth(length) else { return Some(words.to_owned()) };
    // One character is the ellipsis.
    let room = words.char_indices().nth(length - 1).map_or(end, |(at, _)| at);
    let head = words.get(..room).unwrap_or_default();
    let at_word = match words.get(room..).and_then(|tail| tail.chars().next()) {
        Some(' ') => room,
        // Chinese, Japanese and Thai have no blanks: then any character may be the last.
        _ => head.rfind(' ').filter(|at| *at * 2 > room).unwrap_or_else(|| whole_character(words, room)),
    };
    let kept = words.get(..at_word).unwrap_or_default();
    let kept = kept.trim_end_matches([' ', ',', ';', ':', '–', '—', '-', '(', '.', '…']);
    Some(format!("{kept}…"))
}

/// The last place up to `at` that does not part a character from its marks or its joiner.
fn whole_character(words: &str, at: usize) -> usize {
    let joins = |c: char| is_combining_mark(c) || matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}');
    let mut at = at;
    while at > 0 {
        let after = words.get(at..).and_then(|tail| tail.chars().next());
        let before = words.get(..at).and_then(|head| head.chars().next_back());
        if !after.is_some_and(joins) && before.is_none_or(|c| c != '\u{200D}') {
            return at;
        }
        at -= before.map_or(1, char::len_utf8);
    }
    at
}

/// The words of the first block that is text: no heading, code, picture or table of contents. Where nothing else has
/// words, those of everything.
fn first_words(html: &str) -> Option<String> {
    let blocks = || Blocks { rest: html }.filter(|block| is_text(block) && has_words(block));
    let words = |block| Some(plain(block)).filter(|words| !is_left_over(words));
    let mut unlabelled = blocks().filter(|block| !is_label(block)).filter_map(words);
    let Some(first) = unlabelled.next() else { return blocks().find_map(words).or_else(|| all_words(html)) };
    Some(match unlabelled.next().filter(|_| leads(&first)) {
        Some(next) => format!("{first} {next}"),
        None => first,
    })
}

/// Whether a paragraph is a heading by other means: a few words that are bold or set off as a whole, and no sentence.
fn is_label(block: &str) -> bool {
    let inner = block.strip_prefix("<p>").and_then(|rest| rest.trim_end().strip_suffix("</p>"));
    let whole = inner.and_then(|inner| {
        let (tag, rest) = inner.trim().strip_prefix('<')?.split_once('>')?;
        let words = rest.strip_suffix('>')?.strip_suffix(tag)?.strip_suffix("</")?;
        (matches!(tag, "b" | "em" | "i" | "strong") && !words.contains('<')).then_some(words)
    });
    whole.is_some_and(|words| {
        words.chars().count() < LABEL && words.ends_with(|c: char| c.is_alphanumeric() || c == ':')
    })
}

fn all_words(html: &str) -> Option<String> {
    has_words(html).then(|| plain(html)).filter(|words| !is_left_over(words))
}

/// Whether words only lead to what is said: "Hi all,", "Some news:", "Hello, everybody! 👋".
fn leads(words: &str) -> bool {
    let end = words.trim_end_matches(|c: char| !c.is_alphanumeric() && !ENDS.contains(&c));
    let length = words.chars().count();
    match end.chars().next_back() {
        Some(',' | ':' | '،' | '，' | '：' | '、') => length < LEAD && words.len() == end.len(),
        Some('!' | '！') => length < CALL,
        _ => false,
    }
}

const ENDS: [char; 12] = [',', ':', '،', '，', '：', '、', '!', '！', '.', '?', '。', '？'];

/// A shorter text with a comma or a colon at its end is a salutation or a lead.
const LEAD: usize = 60;

/// A shorter one that is bold as a whole is a heading.
const LABEL: usize = 40;

/// A shorter one with an exclamation mark is a salutation.
const CALL: usize = 30;

/// Whether words are nothing but what a template engine should have replaced: `{% gist 1 %}`, `{{< video >}}`.
fn is_left_over(words: &str) -> bool {
    let mut rest = words;
    while let Some((open, inner)) = ["{%", "{{"].iter().find_map(|open| Some((open, rest.strip_prefix(open)?))) {
        let close = if *open == "{%" { "%}" } else { "}}" };
        let Some((_, after)) = inner.split_once(close) else { return false };
        rest = after.trim_start();
    }
    rest.is_empty()
}

fn is_text(block: &str) -> bool {
    let tag = block.strip_prefix('<').and_then(|rest| rest.split('>').next()).map(tag_name).unwrap_or_default();
    match tag {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre" | "table" | "figure" | "nav" | "header" | "footer"
        | "aside" | "details" | "audio" | "video" | "hr" => false,
        "ul" | "ol" => !is_contents(block),
        _ => true,
    }
}

/// Whether a list is a table of contents: all of its words are in links into the text.
fn is_contents(list: &str) -> bool {
    let mut parts = list.split("<a href=\"#");
    let before = parts.next().unwrap_or_default();
    let mut links = 0;
    let only_links = parts.all(|part| {
        links += 1;
        !has_words(part.split_once("</a>").map_or("", |(_, after)| after))
    });
    links > 0 && only_links && !has_words(before)
}

/// The outermost blocks of a text, seen through elements that only group.
struct Blocks<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Blocks<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        loop {
            self.rest = self.rest.trim_start();
            let Some(tag) = self.rest.strip_prefix('<') else {
                let end = self.rest.find('<').unwrap_or(self.rest.len());
                let (text, rest) = self.rest.split_at_checked(end)?;
                self.rest = rest;
                return Some(text).filter(|text| !text.is_empty());
            };
            let (tag, after) = tag.split_once('>')?;
            let name = tag_name(tag);
            if tag.starts_with('/') || tag.ends_with('/') || is_group(name) {
                self.rest = after;
                continue;
            }
            let end = end_of(self.rest, name);
            let (block, rest) = self.rest.split_at_checked(end)?;
            self.rest = rest;
            return Some(block);
        }
    }
}

fn is_group(name: &str) -> bool {
    matches!(name, "div" | "section" | "article" | "main" | "blockquote" | "dl")
}

/// Where the element that `html` begins with ends.
fn end_of(html: &str, name: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(open) = html.get(at..).and_then(|rest| rest.find('<')).map(|found| at + found) {
        let Some(tag) = html.get(open + 1..).and_then(|rest| rest.split('>').next()) else { break };
        at = open + 1 + tag.len() + 1;
        let found = tag_name(tag);
        if found == name && !tag.ends_with('/') {
            depth += 1;
        } else if found.strip_prefix('/') == Some(name) {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return at;
            }
        }
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(html: &str) -> Option<String> {
        of_content(html, None, 60)
    }

    #[test]
    fn the_first_text_is_the_summary_and_pictures_and_headings_are_none() {
        let html = "<h1>Title</h1>\n<p><img src=\"x\" alt=\"a picture\"/></p>\n<ul>\n<li>First <b>words</b></li>\n<li>Second</li>\n</ul>\n<p>Later</p>";
        assert_eq!(summary(html), Some("First words Second".to_owned()));
        assert_eq!(summary("<div><section><p>Within</p></section></div>"), Some("Within".to_owned()));
        assert_eq!(summary("bare <em>text</em>"), Some("bare".to_owned()));
        assert_eq!(summary("<pre><code>only code</code></pre>"), Some("only code".to_owned()));
        assert_eq!(summary("<p><img src=\"x\"/></p>"), None);
        assert_eq!(summary(""), None);
    }

    #[test]
    fn a_paragraph_that_stands_for_a_heading_is_none_either() {
        for (html, expected) in [
            ("<p><em>Author's note</em></p>\n<p>The text.</p>", "The text."),
            ("<p><strong>Update:</strong></p>\n<p>The text.</p>", "The text."),
            ("<p><strong>We are back!</strong></p>\n<p>The text.</p>", "We are back! The text."),
            ("<p><strong>It works.</strong></p>\n<p>The text.</p>", "It works."),
            ("<p><em>One</em> and <em>two</em></p>\n<p>The text.</p>", "One and two"),
            ("<p><b>Alone</b></p>\n<pre>code</pre>", "Alone"),
        ] {
            assert_eq!(summary(html).as_deref(), Some(expected), "{html}");
        }
    }

    #[test]
    fn what_a_template_engine_left_is_no_summary() {
        assert_eq!(summary("<p>{% gist 1 %} {{< x >}}</p><p>Words</p>"), Some("Words".to_owned()));
        assert_eq!(
            summary("<p>{{ x }} is how a value is shown</p>"),
            Some("{{ x }} is how a value is shown".to_owned())
        );
        assert_eq!(summary("<h2>Title</h2><p>{% gist 1 %}</p>"), Some("Title {% gist 1 %}".to_owned()));
        assert_eq!(summary("<p>{% gist 1 %}</p>"), None);
    }

    #[test]
    fn a_salutation_goes_on_with_what_is_said() {
        assert_eq!(summary("<p>Hi all,</p><p>news.</p><p>More</p>"), Some("Hi all, news.".to_owned()));
        assert_eq!(summary("<p>Some news:</p><pre>x</pre>"), Some("Some news:".to_owned()));
        assert_eq!(summary("<p>We won.</p><p>More</p>"), Some("We won.".to_owned()));
        assert_eq!(summary("<p>Hello, all! 👋</p><p>News.</p>"), Some("Hello, all! 👋 News.".to_owned()));
        assert_eq!(summary("<p>Hey!</p>"), Some("Hey!".to_owned()));
        assert_eq!(summary("<p>大家好！</p><p>新闻。</p>"), Some("大家好！ 新闻。".to_owned()));
        let long = "This is the day on which we won the match!";
        assert_eq!(summary(&format!("<p>{long}</p><p>More</p>")), Some(long.to_owned()));
    }

    #[test]
    fn a_table_of_contents_is_no_summary() {
        let html = "<ul><li><a href=\"#a\">One</a></li><li><a href=\"#b\">Two</a></li></ul><p>Text</p>";
        assert_eq!(summary(html), Some("Text".to_owned()));
        let list = "<ul><li><a href=\"#a\">One</a> and more</li></ul>";
        assert_eq!(summary(list), Some("One and more".to_owned()));
    }

    #[test]
    fn a_marker_ends_the_summary() {
        let html = "<h1>Title</h1><p>One</p><p>Two</p><p>Three</p>";
        let more = html.find("<p>Three");
        assert_eq!(of_content(html, more, 60), Some("Title One Two".to_owned()));
        assert_eq!(of_content(html, Some(0), 60), Some("One".to_owned()));
    }

    #[test]
    fn words_are_cut_between_words() {
        assert_eq!(cut("one two three", 13), Some("one two three".to_owned()));
        assert_eq!(cut("one two three", 12), Some("one two…".to_owned()));
        assert_eq!(cut("one two, three", 9), Some("one two…".to_owned()));
        assert_eq!(cut("一二三四五六七八九十", 5), Some("一二三四…".to_owned()));
        assert_eq!(cut("aaaae\u{301}bbbb", 6), Some("aaaa…".to_owned()));
        assert_eq!(cut("words", 0), None);
        assert_eq!(cut("", 9), None);
    }
}
