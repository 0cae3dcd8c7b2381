//! Documents judged as they are read.

use std::io::{self, Read};

use super::finding::{Finding, Findings};
use super::source::{STEP, Source};
use super::{Options, json, size, walk};

/// Judges a document as it is read, and finds the same as [`check`](super::check) does in the whole.
///
/// Of XML so much is held as an element with text needs, of JSON Feed as an item needs, however long the document is.
/// Where a JSON feed does not begin with its version, it is read whole.
///
/// # Errors
///
/// When `input` cannot be read to its end.
///
/// ```
/// use feedwright::check::{Options, check, check_stream};
///
/// let feed = b"<rss version=\"2.0\"><channel/></rss>";
/// let options = Options::default();
/// assert_eq!(check_stream("-", &feed[..], &options)?, check("-", feed, &options));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn check_stream(name: &str, input: impl Read, options: &Options) -> io::Result<Vec<Finding>> {
    in_steps(name, input, options, STEP).map(|(found, _)| found)
}

/// What is found in a document that is read in steps of so many bytes, and the most memory that its text took: for
/// tests and for `fuzz/`, which hold small steps against the whole.
///
/// # Errors
///
/// When `input` cannot be read to its end.
#[doc(hidden)]
pub fn in_steps(name: &str, input: impl Read, options: &Options, step: usize) -> io::Result<(Vec<Finding>, usize)> {
    judge(name, input, options, step, Findings::default())
}

/// The same, beside what was found already.
pub(super) fn judge(
    name: &str,
    input: impl Read,
    options: &Options,
    step: usize,
    mut findings: Findings,
) -> io::Result<(Vec<Finding>, usize)> {
    let mut source = Source::open(input, step, &mut findings)?;
    if json::is_json(&source.head) {
        json::mark(source.mark, &mut findings);
        let head = json::stream(&mut source, options, &mut findings)?;
        size(source.size, &mut findings);
        findings.settle_head(&head);
    } else {
        walk::stream(&mut source, options, &mut findings)?;
        size(source.size, &mut findings);
    }
    Ok((findings.finish(name, source.window()), source.most))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::io::Write as _;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::check::check;

    /// What differs between a document that is judged whole and one in steps of these sizes; small steps through a long
    /// one would take too long.
    fn differences(name: &str, bytes: &[u8], steps: &[usize]) -> Vec<String> {
        let url = name.contains("self-link").then(|| "https://example.org/feed.xml".to_owned());
        let options = Options { now: Some(1_790_000_000), url };
        let whole = check(name, bytes, &options);
        let mut differences = Vec::new();
        for step in steps.iter().filter(|step| bytes.len() / **step < 12_000) {
            let (found, _) = in_steps(name, bytes, &options, *step).unwrap();
            if found != whole {
                let other = found.iter().zip(&whole).find(|(one, other)| one != other);
                let counts = (found.len(), whole.len());
                differences.push(format!("{name} in steps of {step}: {counts:?} {other:#?}"));
            }
        }
        differences
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
        let mut found = Vec::new();
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
        }
        found
    }

    fn assert_alike(folder: &Path) {
        let mut differences = Vec::new();
        for path in files(folder) {
            let bytes = std::fs::read(&path).unwrap();
            differences.extend(self::differences(&path.to_string_lossy(), &bytes, &[1, 7, 4_096, STEP]));
        }
        assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences.concat());
    }

    #[test]
    fn every_case_is_judged_alike_in_whatever_steps_it_comes() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(files(&root.join("tests/rules")).len() > 400, "the cases of the rules are there");
        assert_alike(&root.join("tests/rules"));
        assert_alike(&root.join("output"));
        // Other people's feeds, where they are at hand.
        assert_alike(&root.join("../shared/validator/cases"));
    }

    /// Documents in which everything stands that may be cut in two.
    fn documents() -> Vec<String> {
        let long = "é".repeat(3_000);
        let far = format!("<!-- {} -->", "x".repeat(2_000));
        vec![
            // What is found at the end of an element, about what stands far before it.
            format!(
                "<rss version='2.0'><channel><title>&lt;/b&gt; {far} y</title><item>{far}<title>t</title>\
                 <description>a &lt;p&gt; {far}{far}&lt;/a&gt;</description><guid  isPermaLink='a'>1{far}2</guid></item>"
            ),
            format!(
                "<feed xmlns='http://www.w3.org/2005/Atom'\n xmlns:fh='http://purl.org/syndication/history/1.0'><fh:complete/>\n\
                 <link rel='next' href='a'/>\n<link rel='current' href='b'/>\n{far}<link href='a'/>{far}\n<link href='b'/>{far}\
                 <entry>\n<link href='c'/>\n<link href='http://d/'/>{far}<title type='html'>a &lt;p {far}{far} b</title>\
                 <content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>&lt;/b&gt; {far}{far} x</div>{far}</content>\
                 {far}</entry>{far}</feed>"
            ),
            format!(
                "<rss version='2.0' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' \
                 xmlns:media='http://search.yahoo.com/mrss/'><channel>{far}<item>\n<enclosure url='a.xyz'/>\n\
                 <enclosure url='b.mp3'/><media:rating scheme='a b'>{far}{far}x</media:rating>{far}<itunes:author/>{far}\
                 </item></channel>{far}</rss>"
            ),
            String::new(),
            " \n".repeat(70_000) + "<rss/>",
            format!(
                "<rss version='2.0'><!-- {long} --><channel><title>{long} &amp; <![CDATA[</b>]]></title>\r\n</channel></rss>"
            ),
            format!("<rss><channel>{}<item/><link>{long}", "<item>\r<link> x </link></item>\r\n".repeat(200)),
            format!(
                "<?xml version='1.0'?><!DOCTYPE rss [ <!-- {long} --> <!ENTITY a \"{long}\"> <!ENTITY % b SYSTEM 'c'> \
                 <!ATTLIST rss a CDATA '>'> %b; <?c d?> ]><rss version='2.0'><channel><title>&a;&d;</title></channel></rss>"
            ),
            format!(
                "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>\
                 {}</div></content></entry>\u{1}</feed>",
                "<p onclick='a'>b</p>\n".repeat(300)
            ),
            format!(
                "<feed xmlns='http://www.w3.org/2005/Atom'>{}<entry>\n<link href=\"",
                "<link rel='next' href='a'/>".repeat(1_100)
            ),
            format!(
                "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><a:b xmlns:a='c'>{}text</a:b>",
                "<d/>\n".repeat(900)
            ),
            format!("<opml version='2.0'><body>{}<outline text='<'", "<outline type='rss' text='a'/>\n".repeat(300)),
            format!("<rss><channel><a:b c='{long}' d"),
            format!("<rss><channel>{long}</channel></rss> \n<!--{long}--><?a {long}?> b"),
            format!("{}<x>", "<x>\n".repeat(1_000)),
            "<rss><channel><title>a</title></item>".into(),
            "<rss/><!-- a --> <?b?>".into(),
            "<rss/><![CDATA[a]]>".into(),
            "<entry></entry></up>".into(),
            "<?xml version='1.0'?><!-- a --><!DOCTYPE a><rss/><!DOCTYPE a>".into(),
        ]
    }

    #[test]
    fn a_document_may_be_cut_within_anything() {
        for (number, document) in documents().iter().enumerate() {
            let found = differences(&number.to_string(), document.as_bytes(), &[1, 2, 3, 50, 1_000, STEP]);
            assert!(found.is_empty(), "{}", found.concat());
            for end in (0..document.len().min(600)).step_by(31) {
                let found = differences(&number.to_string(), &document.as_bytes()[..end], &[1, 20]);
                assert!(found.is_empty(), "{}", found.concat());
            }
        }
    }

    #[test]
    fn broken_bytes_are_told_alike_in_steps() {
        let documents: [&[u8]; 3] = [
            b"<?xml version=\"\xCF1.0\" encoding=\"utf-8\"?><rss/>",
            b"\xEF\xBB\xBF{\"version\": \"\xFF\", \"items\": [{\"id\": \"\xE2\x82\"}, {}]}",
            b"<rss version='2.0'><channel><title>\xC3\xC3</title></item>\xFF",
        ];
        for document in documents {
            let found = differences("broken", document, &[1, 2, 5, STEP]);
            assert!(found.is_empty(), "{}", found.concat());
        }
    }

    #[test]
    fn a_json_feed_may_be_cut_within_anything() {
        let head = "\u{FEFF} {\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"a</b>\",\n \"_x\": [{}, \"[\\\"\"]";
        let item = "{\"id\": 1, \"title\": \"Wörter \\\" ]}, {\", \"content_html\": \"<p onclick='a'>\\n</p>\", \"tags\": [\"\"]},\r\n";
        let long = "é".repeat(2_000);
        let items = item.repeat(40);
        let documents = [
            format!(
                "{head}, \"items\": [{items}{{\"id\": \"{long}\"}}], \"authors\": [{{}}], \"x\": \"{long}\", \"title\": 1}}\n"
            ),
            format!("{head}, \"items\": [{items}{{}}], \"items\": [{item}{{}}]}} 1"),
            format!("{head}, \"items\": [{items}{{\"id\": [}}], \"items\": []}}"),
            format!("{head}, \"items\": [{items}{{}} {{}}]}}{long}"),
            format!("{head}, \"items\": [{items}{{\"id\": \"{long}"),
            format!("{head}, \"items\": 1, \"items\": [] , \"x\": {{}}, \"_y\": \"{long}\"}}"),
            format!("{head}, \"x\" \"{long}\", \"items\": [{items}{{}}]}}"),
            format!("{head}, \"x\": {{]], \"items\": [{items}{{}}]}}"),
            format!("{head}, \"x\": [}}, \"items\": [{items}{{}}]}}"),
            format!("{{\"items\": [{items}{{}}], \"version\": \"https://jsonfeed.org/version/1\", \"author\": {{}}}}"),
            format!("{{\"version\": 1, \"y\": {}1{}, \"items\": [{items}{{}}]}}", "[".repeat(200), "]".repeat(200)),
            format!(
                "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [{}1]}}",
                "{\"id\": \"a\"},".repeat(1_100)
            ),
            format!("[{long}"),
            "{".into(),
        ];
        for (number, document) in documents.iter().enumerate() {
            let found = differences(&number.to_string(), document.as_bytes(), &[1, 2, 3, 50, 1_000, STEP]);
            assert!(found.is_empty(), "{}", found.concat());
            for end in (0..document.len().min(1_500)).step_by(37) {
                let found = differences(&number.to_string(), &document.as_bytes()[..end], &[1, 20]);
                assert!(found.is_empty(), "{}", found.concat());
            }
        }
    }

    #[test]
    fn a_document_in_utf_16_is_judged_alike_in_steps() {
        let mut text = "<?xml version='1.0' encoding='utf-16'?><rss version='2.0'><channel>".to_owned();
        for number in 0..300 {
            let _ = writeln!(text, "<item><title>𝄞 {number} &nbsp</title></item>");
        }
        let bytes: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let found = differences("utf-16", &bytes, &[1, 3, 1_000]);
        assert!(found.is_empty(), "{}", found.concat());
    }

    /// A feed that is made while it is read: nothing holds it.
    struct Feed {
        items: usize,
        made: usize,
        item: fn(usize, &mut Vec<u8>),
        end: &'static str,
        part: Vec<u8>,
        at: usize,
    }

    const WORDS: &str = "<p>Wörter und &lt;Zeichen&gt; und noch einige mehr.</p>";

    impl Feed {
        fn rss(items: usize) -> Self {
            let head = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\">\n  <channel><title>t</title>\
                        <link>https://a.b/</link><description>d</description>\n";
            let item = |number, part: &mut Vec<u8>| {
                write!(
                    part,
                    "<item><title>Nr. {number}</title><guid isPermaLink=\"false\">tag:a.b,2025:{number}</guid>\
                     <link>https://a.b/{number}</link><description><![CDATA["
                )
                .unwrap();
                (0..60).for_each(|_| writeln!(part, "{WORDS}").unwrap());
                writeln!(part, "]]></description></item>").unwrap();
            };
            Self { items, made: 0, item, end: "</channel></rss>\n", part: head.into(), at: 0 }
        }

        fn json(items: usize) -> Self {
            let head = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"t\",\n\"items\": [\n";
            let item = |number, part: &mut Vec<u8>| {
                let content = WORDS.repeat(60);
                let comma = if number == 0 { "" } else { ",\n" };
                write!(
                    part,
                    "{comma}{{\"id\": \"{number}\", \"url\": \"https://a.b/{number}\", \"content_html\": \"{content}\"}}"
                )
                .unwrap();
            };
            Self { items, made: 0, item, end: "], \"x\": 1}\n", part: head.into(), at: 0 }
        }

        fn next_part(&mut self) {
            self.part.clear();
            self.at = 0;
            if self.made < self.items {
                (self.item)(self.made, &mut self.part);
            } else if self.made == self.items {
                self.part.extend_from_slice(self.end.as_bytes());
            }
            self.made += 1;
        }
    }

    impl Read for Feed {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.at == self.part.len() {
                self.next_part();
            }
            let left = &self.part[self.at..];
            let count = left.len().min(into.len());
            into[..count].copy_from_slice(&left[..count]);
            self.at += count;
            Ok(count)
        }
    }

    /// In a release build a feed has 300 MB.
    const ITEMS: usize = if cfg!(debug_assertions) { 5_000 } else { 90_000 };

    /// The code, the line, the column, and the first of the source line of what is found in a feed, which is read in
    /// little memory.
    fn found_in_little_memory(feed: Feed) -> Vec<(&'static str, u32, u32, String)> {
        let (found, most) = in_steps("f", feed, &Options::default(), STEP).unwrap();
        assert!(most <= 4 * STEP, "{most} bytes were held at one time");
        let row = |finding: &Finding| {
            let point = finding.place.point.as_ref().unwrap();
            let excerpt = point.excerpt.chars().take(30).collect();
            (finding.rule.code, point.line, point.column, excerpt)
        };
        found.iter().map(row).collect()
    }

    #[test]
    fn a_feed_of_any_length_is_judged_in_little_memory() {
        let found = found_in_little_memory(Feed::rss(ITEMS));
        let last = 61 * u32::try_from(ITEMS).unwrap() - 57;
        let start = "<?xml version=\"1.0\" encoding=\"".to_owned();
        let channel = "  <channel><title>t</title><li".to_owned();
        let item: String = format!("<item><title>Nr. {}</title><guid", ITEMS - 1).chars().take(30).collect();
        let expected = [
            ("feed-size", 1, 1, start),
            ("language-missing", 3, 3, channel.clone()),
            ("self-link-missing", 3, 3, channel),
            ("many-entries", last, 1, item.clone()),
            ("no-dates", last, 1, item),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_json_feed_of_any_length_is_judged_in_little_memory() {
        let found = found_in_little_memory(Feed::json(ITEMS));
        let start = "{\"version\": \"https://jsonfeed.".to_owned();
        let last = u32::try_from(ITEMS).unwrap() + 2;
        let mut places: Vec<(&str, u32, u32)> =
            found.iter().map(|(code, line, column, _)| (*code, *line, *column)).collect();
        let (_, line, column) = places.pop().unwrap();
        assert_eq!((found.last().unwrap().0, line), ("json-member-unknown", last));
        assert!(column > 3_000);
        assert_eq!(found[0].3, start);
        let expected = [
            ("json-member-recommended", 1, 1),
            ("json-member-recommended", 1, 1),
            ("feed-size", 1, 1),
            ("no-dates", 2, 10),
            ("many-entries", 2, 10),
        ];
        assert_eq!(places, expected);
    }

    #[test]
    fn a_long_feed_is_judged_as_it_would_be_whole() {
        for mut feed in [Feed::rss(300), Feed::json(300)] {
            let mut bytes = Vec::new();
            feed.read_to_end(&mut bytes).unwrap();
            let found = differences("long", &bytes, &[5_000, STEP]);
            assert!(found.is_empty(), "{}", found.concat());
        }
    }
}
