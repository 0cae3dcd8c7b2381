//! Values: what the text of an element or an attribute must be, and what is to be said when it is not.

use std::sync::Arc;

use super::dates::{self, IsoForm, MailDate};
use super::email::{self, Address};
use super::finding::Findings;
use super::html::{self, Issue};
use super::registry::Rule;
use super::text::{self, Markup};
use super::uri::{self, Form, Wrong};
use super::{Options, language, media_type, number, rules};
use crate::problem::Span;

/// The form of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    /// Anything.
    Any,
    /// Text in which markup means nothing.
    Plain,
    /// The same where Atom or Media RSS could have said that it is HTML.
    UndeclaredHtml,
    /// The same where the text says that it is XHTML.
    Inline,
    /// Plain text of at most so many characters.
    Limited(usize),
    /// Plain text without an address in angle brackets.
    Name,
    /// HTML; in RSS nothing tells what its links are relative to.
    Html,
    /// HTML in JSON Feed, whose links are whole but for those within an item.
    JsonHtml,
    /// HTML in Atom, whose links are relative to `xml:base`.
    AtomHtml,
    Uri,
    FullUri,
    Iri,
    /// An `atom:id`: a full IRI in its normal form.
    Canonical,
    /// Atom's attributes that hold a URI.
    UriAttribute,
    /// An `http` or `https` URL with a host.
    WebAddress,
    /// Not judged by its text but by its `rdf:resource`.
    Resource,
    MailDate,
    Rfc3339,
    W3cdtf,
    Iso8601,
    /// The same, and it may lie in the future.
    Iso8601Any,
    Language,
    MediaType,
    MediaTypeAttribute,
    Address,
    Contact,
    NamedContact,
    Integer,
    NonNegative,
    Positive,
    Port,
    /// The length of an enclosure in bytes.
    Length,
    Float,
    LeadingFloat,
    Decimal,
    Latitude,
    Longitude,
    YesNo,
    YesNoClean,
    TrueFalse,
    TrueFalseExactly,
    Duration,
    PlayTime,
    Keywords,
    Integers,
    LineNumbers,
    FormName,
    Position,
    Positions,
    NameSpecific,
    Uint31,
    /// One of these words.
    OneOf(&'static [&'static str], &'static Rule),
    /// The same in whatever case.
    OneOfAnyCase(&'static [&'static str], &'static Rule),
}

/// A value with what is needed to speak of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given<'s> {
    /// The value.
    pub text: &'s str,
    /// Where it stands.
    pub span: Span,
    /// Where a byte of it stands: (in the value, in the document, the source from there on, whether it is verbatim).
    pub pieces: &'s [Piece<'s>],
    /// The element's name as written.
    pub element: &'s str,
    /// The attribute's name as written; empty for the element's own text.
    pub attribute: &'s str,
}

/// A stretch of a value and the source it comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'s> {
    /// Offset in the value.
    pub at: usize,
    /// Offset in the document.
    pub start: usize,
    /// The source.
    pub raw: &'s str,
    /// Whether references mean nothing in it, as in a CDATA section.
    pub verbatim: bool,
}

/// What judging a value needs to know of the feed.
#[derive(Debug)]
pub(super) struct Judge<'j> {
    pub findings: &'j mut Findings,
    pub options: &'j Options,
    /// Whether the feed is RSS 2.0, whose best practices say how to write signs of markup.
    pub is_rss2: bool,
}

impl Given<'_> {
    /// What messages call it.
    pub(super) fn subject(&self) -> String {
        match self.attribute {
            "" => format!("<{}>", self.element),
            attribute => format!("the {attribute} of <{}>", self.element),
        }
    }

    /// The value in quotes, shortened.
    pub(super) fn quoted(&self) -> String {
        let mut shown: String = self.text.chars().take(60).collect();
        if shown.len() < self.text.len() {
            shown.push('…');
        }
        format!("{shown:?}")
    }

    /// Where the byte at `offset` of the value stands in the document.
    pub(super) fn place(&self, offset: usize) -> Span {
        let Some((piece, inside)) = self.piece(offset) else { return self.span };
        Span::new(piece.start + inside, piece.start + inside + 1)
    }

    /// The piece that the byte at `offset` of the value comes from, and where it begins in that piece's source.
    fn piece(&self, offset: usize) -> Option<(&Piece<'_>, usize)> {
        let piece = self.pieces.iter().rev().find(|piece| piece.at <= offset)?;
        let inside = offset - piece.at;
        Some((piece, if piece.verbatim { inside } else { super::xml::entity::raw_offset(piece.raw, inside) }))
    }

    /// Whether the source spells the very sign at `offset` of the value as `&#x…;`.
    fn is_spelled_out_at(&self, offset: usize) -> bool {
        self.piece(offset).is_some_and(|(piece, inside)| {
            !piece.verbatim && piece.raw.get(inside..).is_some_and(|source| source.starts_with("&#x"))
        })
    }

    /// Whether the source spells a sign as `&#x…;`.
    fn is_spelled_out(&self) -> bool {
        self.pieces.iter().any(|piece| piece.raw.contains("&#x"))
    }
}

impl Judge<'_> {
    /// Says what is wrong with `given` as a value of this form.
    pub(super) fn value(&mut self, value: Value, given: &Given<'_>) {
        match value {
            Value::Any | Value::Resource => {}
            Value::Plain => self.plain(given, &rules::CONTAINS_HTML),
            Value::UndeclaredHtml => self.plain(given, &rules::UNDECLARED_HTML),
            Value::Inline => self.plain(given, &rules::NOT_INLINE),
            Value::Limited(_) | Value::Name | Value::Keywords => self.plain_with_limits(value, given),
            Value::Html | Value::JsonHtml | Value::AtomHtml => self.html(value, given),
            Value::Uri | Value::FullUri | Value::Iri | Value::UriAttribute => self.reference(value, given),
            Value::Canonical => self.canonical(given),
            Value::MailDate => self.mail_date(given),
            Value::Rfc3339 => self.iso_date(given, IsoForm::Rfc3339, &rules::INVALID_RFC3339_DATE),
            Value::W3cdtf => self.iso_date(given, IsoForm::W3cdtf, &rules::INVALID_W3CDTF_DATE),
            Value::Iso8601 => self.iso_date(given, IsoForm::Iso8601, &rules::INVALID_ISO8601_DATE),
            Value::Address => self.address(given, given.text, &rules::INVALID_ADDRESS),
            Value::Contact => {
                self.plain(given, &rules::CONTAINS_HTML);
                self.address(given, email::bare(given.text), &rules::INVALID_CONTACT);
            }
            Value::NamedContact => self.named_contact(given),
            _ => {
                if let Some((rule, what)) = form_problem(value, given.text) {
                    self.unless(false, rule, given, what);
                }
            }
        }
    }

    fn plain_with_limits(&mut self, value: Value, given: &Given<'_>) {
        self.plain(given, &rules::CONTAINS_HTML);
        match value {
            Value::Limited(most) => self.length(given, most),
            Value::Keywords => {
                self.length(given, 255);
                let is_good = !given.text.contains(' ') || given.text.contains(',');
                self.unless(is_good, &rules::INVALID_KEYWORDS, given, "has no commas between its keywords");
            }
            _ => {
                let is_good = !email::occurs_in(given.text);
                self.unless(is_good, &rules::CONTAINS_EMAIL, given, "has an e-mail address in it");
            }
        }
    }

    fn reference(&mut self, value: Value, given: &Given<'_>) {
        let (absolute, iri, rule): (bool, bool, &'static Rule) = match value {
            Value::FullUri => (true, false, &rules::INVALID_FULL_LINK),
            Value::Iri => (false, true, &rules::INVALID_IRI),
            Value::UriAttribute => (false, false, &rules::INVALID_URI_ATTRIBUTE),
            _ => (false, false, &rules::INVALID_LINK),
        };
        self.uri(given, Form { absolute, iri }, rule);
    }

    fn unless(&mut self, is_good: bool, rule: &'static Rule, given: &Given<'_>, what: &str) {
        if !is_good {
            let message = format!("{} {what}: {}", given.subject(), given.quoted());
            self.findings.add(rule, given.span, message);
        }
    }

    fn length(&mut self, given: &Given<'_>, most: usize) {
        let length = given.text.chars().count();
        if length > most {
            let message = format!("{} has {length} characters, {most} are allowed", given.subject());
            self.findings.add(&rules::TOO_LONG, given.span, message);
        }
    }

    fn plain(&mut self, given: &Given<'_>, rule: &'static Rule) {
        let Some((at, markup)) = text::markup(given.text, || given.is_spelled_out()) else { return };
        let (rule, message) = match markup {
            // Who takes the trouble to write `&#x3C;` means the sign.
            Markup::Tag(_) if given.is_spelled_out_at(at) => return,
            Markup::Tag(name) => (rule, format!("{} has HTML in it: </{name}>", given.subject())),
            Markup::Entity(name) => (rule, format!("{} has a reference of HTML in it: &{name};", given.subject())),
            Markup::Lookalike if !self.is_rss2 => return,
            Markup::Lookalike => {
                (&rules::CHARACTER_DATA, format!("{} has a sign in it that looks like markup", given.subject()))
            }
        };
        self.findings.add(rule, given.place(at), message);
    }

    /// Says what is wrong with a reference; whether nothing is.
    pub(super) fn uri(&mut self, given: &Given<'_>, form: Form, rule: &'static Rule) -> bool {
        let Err(wrong) = uri::check(given.text, form) else { return true };
        let (rule, what) = match wrong {
            Wrong::Tag => (&rules::INVALID_TAG, "is no tag: URI".to_owned()),
            Wrong::Uuid => (&rules::INVALID_UUID, "is no UUID".to_owned()),
            Wrong::Urn => (&rules::INVALID_URN, "is no URN".to_owned()),
            Wrong::Character(c) => {
                (&rules::INVALID_URI_CHARACTER, format!("has a {c:?} in it, which URIs do not have"))
            }
            Wrong::Iri => (&rules::URI_NOT_IRI, "has characters beyond ASCII, which a URI does not have".to_owned()),
            Wrong::Form if form.absolute => (rule, "is no full URL".to_owned()),
            Wrong::Form => (rule, "is no URL".to_owned()),
            Wrong::Scheme => (&rules::SCHEME_UNREGISTERED, "has a scheme that nobody has registered".to_owned()),
        };
        self.unless(false, rule, given, &what);
        false
    }

    fn canonical(&mut self, given: &Given<'_>) {
        if !self.uri(given, Form { absolute: true, iri: false }, &rules::INVALID_FULL_LINK) {
            return;
        }
        match uri::normal_form(given.text) {
            Some(normal) if normal == given.text => {}
            Some(normal) => {
                let message = format!("{} is not written in its normal form: {}", given.subject(), given.quoted());
                let help = format!("write {normal}, unless readers know the other already");
                self.findings.add_with_help(&rules::NOT_CANONICAL, given.span, message, help);
            }
            None => self.unless(false, &rules::NOT_CANONICAL, given, "has no normal form"),
        }
    }

    fn mail_date(&mut self, given: &Given<'_>) {
        match dates::mail(given.text) {
            MailDate::Good(stamp) => {
                self.plausible(given, stamp.seconds(), stamp.year, 600);
                self.unless(stamp.has_time(), &rules::TIME_OUT_OF_RANGE, given, "has a time that no clock shows");
            }
            MailDate::WrongDay(day) => {
                let message = format!("{} names the wrong day of the week: {}", given.subject(), given.quoted());
                self.findings.add_with_help(&rules::WRONG_WEEKDAY, given.span, message, format!("write {day}"));
            }
            MailDate::NoSuchDay => {
                self.unless(false, &rules::INVALID_RFC822_DATE, given, "names a day that does not exist");
            }
            MailDate::Doubtful => {
                self.unless(false, &rules::DOUBTFUL_RFC822_DATE, given, "is written in a way that some readers refuse");
            }
            MailDate::Bad => self.unless(false, &rules::INVALID_RFC822_DATE, given, "is no date of RFC 822"),
        }
    }

    fn iso_date(&mut self, given: &Given<'_>, form: IsoForm, rule: &'static Rule) {
        match dates::iso(given.text, form) {
            Some(stamp) => self.plausible(given, stamp.seconds(), stamp.year, 86_400),
            None => self.unless(false, rule, given, "is no date of the form wanted"),
        }
    }

    /// Before 1990 there was no web to date; and what comes later than now, but for a clock that goes wrong by
    /// `tolerance` seconds, is not published yet.
    fn plausible(&mut self, given: &Given<'_>, seconds: i64, year: i64, tolerance: i64) {
        let is_late = self.options.now.is_some_and(|now| seconds > now.saturating_add(tolerance));
        self.unless(year >= 1990, &rules::IMPLAUSIBLE_DATE, given, "lies before the web");
        self.unless(!is_late, &rules::IMPLAUSIBLE_DATE, given, "lies in the future");
    }

    fn address(&mut self, given: &Given<'_>, address: &str, rule: &'static Rule) {
        match email::address(address) {
            Address::Good => {}
            Address::LocalHost => self.unless(false, &rules::UNKNOWN_HOST, given, "names a host that cannot be found"),
            Address::Bad => self.unless(false, rule, given, "is no e-mail address"),
        }
    }

    fn named_contact(&mut self, given: &Given<'_>) {
        let decoded = given.text.strip_prefix("mailto:").map(uri::without_escapes);
        let bare = decoded.as_deref().unwrap_or(given.text);
        let has_address = bare.find('@').is_some_and(|at| at > 0);
        if !has_address || bare.ends_with(')') {
            self.plain(given, &rules::CONTAINS_HTML);
            return self.address(given, email::bare(bare), &rules::INVALID_CONTACT);
        }
        if bare.contains(' ') {
            self.unless(false, &rules::EMAIL_FORMAT, given, "is not written as address and name");
        } else {
            self.unless(false, &rules::MISSING_REAL_NAME, given, "has no real name");
        }
    }

    fn html(&mut self, value: Value, given: &Given<'_>) {
        let seen = self.findings.seen().map(|seen| seen.issues(given.text));
        let issues = seen.unwrap_or_else(|| Arc::new(html::seen::issues(given.text)));
        for issue in &*issues {
            self.html_issue(value, given, issue);
        }
    }

    fn html_issue(&mut self, value: Value, given: &Given<'_>, issue: &Issue) {
        let subject = given.subject();
        let (rule, at, message) = match issue {
            Issue::Mistake(at, what) => (&rules::NOT_HTML, at, format!("the HTML of {subject} is broken: {what}")),
            Issue::Unknown(at, name) => (&rules::NOT_HTML, at, format!("HTML has no element <{name}> ({subject})")),
            Issue::Risky(at, name) => (&rules::RISKY_ELEMENT, at, format!("{subject} has <{name}> in it")),
            Issue::RiskyAttribute(at, name) => {
                (&rules::RISKY_ATTRIBUTE, at, format!("{subject} has the attribute {name} in it"))
            }
            Issue::Style(at, part) => (&rules::RISKY_STYLE, at, format!("{subject} has an odd style in it: {part}")),
            Issue::Relative(_, address, _) if value == Value::JsonHtml && address.starts_with('#') => return,
            Issue::Relative(at, address, is_first) if value != Value::AtomHtml => {
                let bad = address.chars().find(|c| c.is_ascii() && !u8::try_from(*c).is_ok_and(uri::is_uri_character));
                match bad {
                    None if address.starts_with('#') => {
                        let message = format!("{subject} has a link to a place in itself: {address}");
                        (&rules::FRAGMENT_REFERENCE, at, message)
                    }
                    Some(c) if *is_first => {
                        let message = format!("{subject} has a URL in it with {c:?}, which URLs do not have");
                        (&rules::INVALID_URI_CHARACTER, at, message)
                    }
                    _ => (&rules::RELATIVE_REFERENCE, at, format!("{subject} has a relative URL in it: {address}")),
                }
            }
            Issue::Relative(..) | Issue::Insecure(_) => return,
            Issue::NoAlternative(at) => (&rules::IMAGE_WITHOUT_ALT, at, format!("{subject} has an image without alt")),
        };
        self.findings.add(rule, given.place(*at), message);
    }
}

/// The rule that `text` breaks as a value of a form that needs no more than a look.
fn form_problem(value: Value, text: &str) -> Option<(&'static Rule, &'static str)> {
    const NO_WORD: &str = "is none of the words allowed";
    let (is_good, rule, what): (bool, &'static Rule, &'static str) = match value {
        Value::WebAddress => (uri::is_web_address(text), &rules::INVALID_URL_ATTRIBUTE, "is no full web address"),
        Value::Iso8601Any => {
            let is_good = dates::iso(text, IsoForm::Iso8601).is_some();
            (is_good, &rules::INVALID_ISO8601_DATE, "is no date of ISO 8601")
        }
        Value::Language => (language::is_known(text), &rules::INVALID_LANGUAGE, "is no language"),
        Value::MediaType => (media_type::is_valid(text), &rules::INVALID_MEDIA_TYPE, "is no media type"),
        Value::MediaTypeAttribute => {
            (media_type::is_valid(text), &rules::INVALID_MEDIA_TYPE_ATTRIBUTE, "is no media type")
        }
        Value::OneOf(words, rule) => (words.contains(&text), rule, NO_WORD),
        Value::OneOfAnyCase(words, rule) => (words.iter().any(|word| word.eq_ignore_ascii_case(text)), rule, NO_WORD),
        _ => return number::problem(value, text),
    };
    (!is_good).then_some((rule, what))
}
