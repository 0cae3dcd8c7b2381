//! Rules about XML itself.

rules! { Read:
    NOT_WELL_FORMED "not-well-formed" Error [SAXError] "XML 1.0 §2.1"
        "text that is no XML":
        "parsers stop there, and most readers show nothing of the feed"
        => "write the feed with a program that knows XML"
    FORBIDDEN_CHARACTER "forbidden-character" Error [SAXError] "XML 1.0 §2.2"
        "a character that XML forbids":
        "control characters cannot be written in XML, not even as references"
        => "remove the character"
    MISPLACED_DECLARATION "declaration-misplaced" Error [SAXError] "XML 1.0 §2.8"
        "an XML declaration that is not at the very start":
        "even one blank before it makes the whole document unreadable"
        => "remove everything before <?xml"
    BLANK_LINE_FIRST "blank-line-first" Error [WPBlankLine] "XML 1.0 §2.8"
        "a blank line before the XML declaration of a WordPress feed":
        "a blank line outside of <?php ?> in a theme or plugin makes the whole feed unreadable"
        => "remove the blank lines from the theme's and plugins' files"
    UNBOUND_PREFIX "prefix-undeclared" Error [SAXError] "Namespaces in XML 1.0 §5"
        "a namespace prefix that nothing declares":
        "parsers that know namespaces stop there"
        => "declare the prefix with xmlns on the root element"
    DUPLICATE_ATTRIBUTE "attribute-twice" Error [SAXError] "XML 1.0 §3.1"
        "an attribute that stands twice in a tag":
        "parsers stop there"
        => "remove one of them"
    SPACE_IN_NAMESPACE "namespace-with-space" Error [SAXError] "Namespaces in XML 1.0 §2.1"
        "white space in the name of a namespace":
        "a namespace is a URI, and URIs have no spaces"
        => "write the namespace on one line, without spaces"
    UNDEFINED_ENTITY "entity-undefined" Error [SAXError] "XML 1.0 §4.1"
        "a named character that XML does not know":
        "XML knows amp, lt, gt, quot and apos; &nbsp; and the others belong to HTML, and 13 of 21 feed parsers reject the whole feed for one of them"
        => "write the character itself or its number"
    BARE_AMPERSAND "ampersand-unescaped" Error [SAXError] "XML 1.0 §2.4"
        "an & that begins no reference":
        "13 of 21 feed parsers reject the whole feed for a single one"
        => "write &amp;"
    SKIPPED_ENTITY "entity-elsewhere" Error [UndefinedNamedEntity] "XML 1.0 §4.1"
        "a named character that only an outside file could declare":
        "readers do not fetch document types, so the character is lost"
        => "write the character itself or its number"
    ENTITY_BOMB "entity-bomb" Error [SAXError] "XML 1.0 §4.4"
        "entities that expand beyond all measure":
        "this is how one makes programs run out of memory; parsers refuse it"
        => "write the text itself instead of entities"
    LIMIT "too-deep" Error [] "feedwright"
        "more nesting, attributes or namespaces than any feed needs":
        "programs that read feeds have limits, and this is beyond them"
        => "nest fewer elements"
    XML_VERSION "xml-version" Error [BadXmlVersion] "XML 1.0 §2.8"
        "a version of XML other than 1.0":
        "hardly a parser reads XML 1.1"
        => "write version=\"1.0\""
    DEPRECATED_DOCTYPE "doctype-deprecated" Error [DeprecatedDTD] "RSS 0.91"
        "the document type of Netscape's RSS 0.91":
        "Netscape's file is gone, so parsers that fetch it fail"
        => "remove the <!DOCTYPE"
    INVALID_DOCTYPE "doctype-of-other-version" Error [InvalidDoctype] "RSS 0.91"
        "the document type of RSS 0.91 in another version of RSS":
        "only RSS 0.91 has a document type"
        => "remove the <!DOCTYPE"
    EXTERNAL_DOCTYPE "doctype-external" Advice [ContainsSystemEntity] "XML 1.0 §4.2.2"
        "a document type that names an outside file":
        "readers do not fetch it, for good reasons"
        => "remove the <!DOCTYPE"
}
