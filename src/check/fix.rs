//! What can be mended without asking: the form of dates, references, white space, a missing declaration or flag.
//!
//! Nothing that a reader shows is ever lost: a date is rewritten only when it can be read, and what is added or
//! changed is markup.

mod date;
mod reference;

use super::encoding::has_declaration;
use super::{Finding, Options, check, rules};
use crate::problem::Span;

/// One change to a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The code of the rule that the feed broke there.
    pub code: &'static str,
    /// The bytes that were replaced, in the text as it was given.
    pub span: Span,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
}

/// A feed after mending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The text.
    pub text: String,
    /// What was changed, in the order of the text.
    pub edits: Vec<Edit>,
}

/// Mends what of `bytes` can be mended safely. `None` where nothing can, or where the text is not UTF-8.
///
/// ```
/// use feedwright::check::{Options, fix::mend};
///
/// let feed = b"<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>A & B</title></channel></rss>";
/// let mended = mend("feed.xml", feed, &Options::default()).unwrap();
/// assert!(mended.text.contains("<title>A &amp; B</title>"));
/// ```
#[must_use]
pub fn mend(name: &str, bytes: &[u8], options: &Options) -> Option<Mended> {
    let whole = std::str::from_utf8(bytes).ok()?;
    let text = whole.strip_prefix('\u{FEFF}').unwrap_or(whole);
    let mut edits = Vec::new();
    if super::json::is_json(text) {
        if text.len() < whole.len() {
            edits.push(edit(&rules::JSON_BYTE_ORDER_MARK, Span::new(0, 0), "\u{FEFF}", ""));
        }
    } else if text.trim_start().starts_with('<') {
        start_of_document(text, &mut edits);
        reference::edits(text, &mut edits);
    } else {
        return None;
    }
    // What stands behind a fault of form shows only once the fault is mended, so the places are found in a copy of
    // the same length.
    let readable =
        if edits.iter().any(|edit| edit.span.start < edit.span.end) { masked(text, &edits) } else { text.to_owned() };
    for finding in check(name, readable.as_bytes(), options) {
        if finding.rule.code == rules::UNEXPECTED_WHITESPACE.code {
            let ends = whitespace(text, &finding).into_iter().flatten();
            edits.extend(ends.filter(|edit| !edit.before.is_empty()));
        } else {
            edits.extend(mended(text, &finding));
        }
    }
    if edits.is_empty() {
        return None;
    }
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    Some(apply(text, edits))
}

fn edit(rule: &'static super::Rule, span: Span, before: &str, after: impl Into<String>) -> Edit {
    Edit { code: rule.code, span, before: before.to_owned(), after: after.into() }
}

/// White space before the declaration goes; a declaration that is missing comes.
fn start_of_document(text: &str, edits: &mut Vec<Edit>) {
    let trimmed = text.trim_start();
    let blank = text.len() - trimmed.len();
    if has_declaration(trimmed.as_bytes()) {
        if blank > 0 {
            let before = text.get(..blank).unwrap_or_default();
            edits.push(edit(&rules::MISPLACED_DECLARATION, Span::new(0, blank), before, ""));
        }
    } else {
        let declaration = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
        edits.push(edit(&rules::ENCODING_UNDECLARED, Span::new(0, 0), "", declaration));
    }
}

/// `text` with everything that will be replaced made harmless, byte for byte.
fn masked(text: &str, edits: &[Edit]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for edit in edits {
        if let Some(part) = bytes.get_mut(edit.span.start..edit.span.end) {
            part.fill(match edit.code {
                code if code == rules::MISPLACED_DECLARATION.code => b' ',
                // In an address it may stand where an ampersand may, and nowhere else (RFC 3986 §2.2).
                code if code == rules::BARE_AMPERSAND.code => b'$',
                _ => b'x',
            });
        }
    }
    // A declaration after white space is no fault that hides others: it becomes a comment of the same length.
    let mut masked = String::from_utf8_lossy(&bytes).into_owned();
    let trimmed = masked.trim_start();
    if trimmed.len() < masked.len()
        && has_declaration(trimmed.as_bytes())
        && let Some(end) = masked.find("?>").filter(|end| *end > 10)
    {
        masked.replace_range(..end + 2, &" ".repeat(end + 2));
    }
    masked
}

fn mended(text: &str, finding: &Finding) -> Option<Edit> {
    let span = finding.span;
    let before = text.get(span.start..span.end)?;
    let rule = finding.rule;
    let code = rule.code;
    let is = |other: &super::Rule| other.code == code;
    if is(&rules::INVALID_RFC822_DATE) || is(&rules::WRONG_WEEKDAY) || is(&rules::DOUBTFUL_RFC822_DATE) {
        let after = date::read(before)?.to_mail();
        return (after != before).then(|| edit(rule, span, before, after));
    }
    if is(&rules::INVALID_RFC3339_DATE) || is(&rules::INVALID_W3CDTF_DATE) || is(&rules::JSON_DATE) {
        let inner = before.trim_matches('"');
        let after = date::read(inner)?.to_rfc3339();
        return (after != inner).then(|| edit(rule, span, before, before.replace(inner, &after)));
    }
    if is(&rules::INVALID_GUID) || is(&rules::INVALID_PERMALINK) {
        let at = start_of_guid(text, span)?;
        return Some(edit(rule, Span::new(at, at), "", " isPermaLink=\"false\""));
    }
    if is(&rules::JSON_NUMERIC_ID) {
        return Some(edit(rule, span, before, format!("\"{before}\"")));
    }
    None
}

/// Where the first attribute of the guid stands whose text is at `span`, when it has no flag yet. A comment before the
/// text may look like the tag, and then nothing is done.
fn start_of_guid(text: &str, span: Span) -> Option<usize> {
    let at = text.get(..span.start)?.rfind("<guid")? + "<guid".len();
    let head = text.get(at..span.start)?;
    let tag = head.trim_end().strip_suffix("<![CDATA[").unwrap_or(head);
    let is_tag = tag.starts_with(|c: char| c == '>' || c.is_whitespace())
        && tag.matches('>').count() == 1
        && !["<", "--", "?>", "isPermaLink"].iter().any(|other| tag.contains(other));
    is_tag.then_some(at)
}

/// The white space before and behind the text of an element goes, each by an edit of its own: what lies between may
/// need others.
fn whitespace(text: &str, finding: &Finding) -> Option<[Edit; 2]> {
    let start = text.get(..finding.span.start)?.rfind('>')? + 1;
    let length = text.get(start..)?.find('<')?;
    let whole = text.get(start..start + length)?;
    let (inside, behind) = whole.split_at_checked(whole.trim_end().len())?;
    let before = inside.get(..inside.len() - inside.trim_start().len())?;
    let gone = |at: usize, blank: &str| edit(finding.rule, Span::new(at, at + blank.len()), blank, "");
    (!inside.is_empty()).then(|| [gone(start, before), gone(start + inside.len(), behind)])
}

/// The text with the edits made; one that overlaps an earlier one is left out.
fn apply(text: &str, edits: Vec<Edit>) -> Mended {
    let mut result = String::with_capacity(text.len() + 64);
    let mut done = Vec::with_capacity(edits.len());
    let mut at = 0;
    for edit in edits {
        let Some(between) = text.get(at..edit.span.start).filter(|_| edit.span.start >= at) else { continue };
        if done.last().is_some_and(|last: &Edit| last.span == edit.span) {
            continue;
        }
        result.push_str(between);
        result.push_str(&edit.after);
        at = edit.span.end;
        done.push(edit);
    }
    result.push_str(text.get(at..).unwrap_or_default());
    Mended { text: result, edits: done }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mend_text(text: &str) -> String {
        mend("f", text.as_bytes(), &Options::default()).map_or_else(|| text.to_owned(), |mended| mended.text)
    }

    #[test]
    fn a_feed_with_many_small_faults_is_good_afterwards() {
        let feed = "\n<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel><title>A & B&nbsp;C</title>\
            <link>https://a.b/</link><description>d</description><item><title>t</title><guid>tag:a.b,2025:1</guid>\
            <pubDate>2025-06-03T08:00:00+02:00</pubDate></item></channel></rss>";
        assert_eq!(
            mend_text(feed),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel><title>A &amp; B&#160;C</title>\
            <link>https://a.b/</link><description>d</description><item><title>t</title>\
            <guid isPermaLink=\"false\">tag:a.b,2025:1</guid>\
            <pubDate>Tue, 03 Jun 2025 08:00:00 +0200</pubDate></item></channel></rss>"
        );
    }

    #[test]
    fn a_date_that_says_too_little_stays() {
        let feed = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><pubDate>June 2025</pubDate></channel></rss>";
        assert_eq!(mend_text(feed), feed);
    }

    #[test]
    fn white_space_around_an_id_of_atom_goes() {
        let feed =
            "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><id>\n tag:a.b,2025:1 </id></feed>";
        assert!(mend_text(feed).contains("<id>tag:a.b,2025:1</id>"));
    }

    #[test]
    fn a_feed_with_faults_on_one_another_is_done_after_once() {
        let feeds = [
            // Two byte order marks before an object are no feed; without one of them they would be.
            "\u{FEFF}\u{FEFF}{\"a\": \"b & c\"}",
            "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><id> tag:a.b,2025:1&2 </id></feed>",
            "\n<rss version=\"2.0\"><channel><item><title>a & b</title><description><![CDATA[<?php ?>]]></description>\
             <guid>c</guid><pubDate>2025-06-03T08:00:00+02:00</pubDate></item></channel></rss>",
            // Where an ampersand hides that an id is no address.
            "<rss version=\"2.0\"><channel><item><guid>m+a&p:;</guid></item></channel></rss>",
            // What looks like a declaration behind a blank line, which WordPress is known for.
            "\n<?xmlish?><rss version=\"2.0\"><channel><generator>https://wordpress.org/</generator><item>\
             <pubDate>Tue, 01 Jun 2025 08:00:00 +0200</pubDate></item></channel></rss>",
        ];
        for feed in feeds {
            let mended = mend_text(feed);
            assert_eq!(mend_text(&mended), mended, "{feed}");
        }
    }

    #[test]
    fn what_only_looks_like_a_guid_stays() {
        for inside in ["<!-- <guid -->c", "<!-- <guid> -->c", "<?a <guid?>c", "<guidance>x</guidance>c"] {
            let feed = format!(
                "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><item><guid>{inside}</guid></item></channel></rss>"
            );
            assert_eq!(mend_text(&feed), feed);
        }
    }

    #[test]
    fn a_stylesheet_is_no_declaration() {
        let feed = "<?xml-stylesheet href=\"a.xsl\"?><rss version=\"2.0\"><channel/></rss>";
        assert_eq!(mend_text(feed), format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{feed}"));
    }

    #[test]
    fn a_cdata_section_keeps_its_ampersands() {
        let feed = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title><![CDATA[A & B &nbsp;]]></title></channel></rss>";
        assert_eq!(mend_text(feed), feed);
    }
}
