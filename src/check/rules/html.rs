//! Rules about HTML in texts, and about texts that should have none.

rules! { Html:
    CONTAINS_HTML "html-in-plain-text" Warning [ContainsHTML] "RSS best practices profile, character data"
        "HTML in a text that should be plain":
        "readers show the tags, or drop them with what stands between"
        => "write plain text, its signs escaped once"
    CHARACTER_DATA "sign-like-markup" Warning [CharacterData] "RSS best practices profile, character data"
        "a sign in a plain text that looks like markup":
        "readers that take titles for HTML lose everything behind it"
        => "write &#x3C; and &#x26; instead of &lt; and &amp;"
    UNDECLARED_HTML "html-undeclared" Warning [ContainsUndeclaredHTML] "RFC 4287 §3.1.1.1; Media RSS"
        "HTML in a text that does not say that it is HTML":
        "readers show the tags"
        => "write plain text, or add type=\"html\""
    NOT_INLINE "html-escaped-in-xhtml" Warning [NotInline] "RFC 4287 §3.1.1.3"
        "escaped HTML in a text that says that it is XHTML":
        "readers show the tags"
        => "write the elements themselves, or type=\"html\""
    BAD_CHARACTERS "characters-garbled" Warning [BadCharacters] "Unicode; XML 1.0 §2.2"
        "characters that nobody meant to write":
        "Windows-1252 was taken for ISO 8859-1, or UTF-8 was encoded twice"
        => "save the text as UTF-8 from its first encoding"
    CONTAINS_EMAIL "email-in-name" Warning [ContainsEmail] "RFC 4287 §3.2.1"
        "an e-mail address in a name": "Atom has an element for it" => "write the address in <email>"
    NOT_HTML "html-broken" Warning [NotHtml] "HTML Living Standard §13.2"
        "HTML that browsers have to mend":
        "each reader mends it in its own way; a tag left open can swallow the following entries"
        => "close what is open, escape what is no tag"
    RISKY_ELEMENT "html-risky-element" Warning [SecurityRisk] "RFC 4287 §8.1"
        "an element that loads or runs something":
        "readers remove it, some with all that it holds"
        => "remove it from the feed; link to the page instead"
    RISKY_ATTRIBUTE "html-risky-attribute" Warning [SecurityRiskAttr] "RFC 4287 §8.1"
        "an attribute that runs something, or that HTML does not have": "readers remove it" => "remove it from the feed"
    RISKY_STYLE "html-risky-style" Warning [DangerousStyleAttr] "RFC 4287 §8.1"
        "a style that may reach beyond its element": "readers remove it" => "remove it, or keep to colours, fonts and borders"
    FRAGMENT_REFERENCE "html-fragment-link" Advice [ContainsRelRef] "RSS best practices profile, URLs"
        "a link within an entry in HTML of RSS":
        "readers that show one entry follow it, in others it leads nowhere; the W3C's validator counts it as relative"
        => "nothing, if the place it leads to is in the same entry"
    RELATIVE_REFERENCE "html-relative-url" Warning [ContainsRelRef] "RSS best practices profile, URLs"
        "a relative URL in HTML of RSS":
        "RSS does not say what it is relative to, so links and pictures break"
        => "write the whole URL"
}
