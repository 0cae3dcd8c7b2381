//! Rules about which elements and attributes stand where.

rules! { Walk:
    UNKNOWN_FORMAT "format-unknown" Error [UndefinedElement] "RSS 2.0; RFC 4287 §4.1.1; OPML 2.0"
        "a document that is no feed":
        "its root element is none of rss, feed, entry, rdf:RDF and opml"
        => "give the feed itself, not the page about it"
    UNDEFINED_ELEMENT "element-undefined" Error [UndefinedElement] "RSS 2.0; RFC 4287 §4; the extension's specification"
        "an element where its format knows none of that name":
        "readers ignore it, so what it says is lost"
        => "check its spelling, its place and its namespace"
    NO_BLINK "blink" Error [NoBlink] "RSS 2.0, elements of channel"
        "a <blink> in a channel":
        "it was a joke of an old specification and never an element"
        => "remove it, or write <blogChannel:blink>"
    QUESTIONABLE "element-questionable" Warning [QuestionableUsage] "RFC 4287 §6.4; Dublin Core"
        "a known element in an unusual place":
        "readers do not look for it there"
        => "move it into the feed or an entry"
    MISPLACED_XHTML "xhtml-misplaced" Warning [MisplacedXHTMLContent] "RFC 4287 §6.4"
        "XHTML directly in a feed or entry":
        "some parsers take a link of XHTML for one of the feed"
        => "move it into the content"
    UNEXPECTED_ATTRIBUTE "attribute-unexpected" Error [UnexpectedAttribute] "RSS 2.0; RFC 4287 §4"
        "an attribute that the element does not have":
        "readers ignore it, so what it says is lost"
        => "check its spelling, or remove it"
    MISSING_ATTRIBUTE "attribute-missing" Error [MissingAttribute] "RSS 2.0; RFC 4287 §4.2; the extension's specification"
        "an element without an attribute that it must have":
        "without it the element says nothing that a reader can use"
        => "add the attribute"
    MISSING_ELEMENT "element-missing" Error [MissingElement] "RSS 2.0; RFC 4287 §4.1; the extension's specification"
        "an element without one that it must hold":
        "readers rely on it, for sorting, for telling entries apart or for the address"
        => "add the element"
    DUPLICATE_ELEMENT "element-twice" Error [DuplicateElement] "RSS 2.0; RFC 4287 §4.1"
        "a second element where only one is allowed":
        "one reader takes the first and another the last"
        => "remove one of them"
    DUPLICATE_VALUE "value-twice" Error [DuplicateValue] "RSS 2.0, guid, skipHours and skipDays"
        "a value that must be unique and is not":
        "a reader that sees an id twice shows one of the two entries and drops the other"
        => "give every entry an id of its own"
    UNEXPECTED_TEXT "text-unexpected" Error [UnexpectedText] "RSS 2.0; RFC 4287 §4"
        "text in an element that holds elements or attributes alone":
        "readers ignore it"
        => "move the text into an element"
    UNEXPECTED_WHITESPACE "whitespace-around-value" Error [UnexpectedWhitespace] "RFC 4287 §2, §3.3 and §4.2.6"
        "white space around an id, a date or a URL of Atom":
        "Atom forbids it, and three readers take the id for a new one and show all entries again"
        => "write the value right after the start tag"
    BLANK "element-empty" Warning [NotBlank] "RSS best practices profile; RFC 4287 §4"
        "an element that should hold something and is empty":
        "readers show an empty title or nothing at all"
        => "write its text, or leave the element out"
    ATTRIBUTE_BLANK "attribute-empty" Warning [AttrNotBlank] "RFC 4287 §4.2.7"
        "an attribute that should say something and is empty":
        "empty and left out are not the same"
        => "write its value, or leave the attribute out"
    MISSING_LANGUAGE "language-missing" Advice [MissingDCLanguage] "RSS 2.0, language; RFC 4287 §2"
        "a feed that does not tell its language":
        "readers offer translations and hyphenate by it"
        => "add <language> in RSS, xml:lang in Atom"
    INVALID_RDF "rdf-broken" Error [InvalidRDF] "RDF/XML syntax §2"
        "elements that do not alternate as RDF wants it":
        "a program that reads RDF stops there"
        => "let resources hold properties, and properties text or one resource"
}
