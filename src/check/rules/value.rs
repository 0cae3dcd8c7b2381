//! Rules about what texts and attributes must be.

rules! { Value:
    INVALID_LINK "uri-invalid" Error [InvalidLink] "RFC 3986"
        "a value that is no URI": "readers cannot follow it" => "write a URL such as https://example.org/page"
    INVALID_FULL_LINK "url-not-full" Error [InvalidFullLink] "RSS 2.0; RFC 4287 §4.2.6"
        "a value that is no full URL":
        "it stands where nothing tells what it is relative to"
        => "write the whole URL with its scheme, such as https://example.org/page"
    INVALID_IRI "iri-invalid" Error [InvalidIRI] "RFC 3987"
        "a value that is no IRI": "readers cannot follow it" => "write a URL such as https://example.org/page"
    INVALID_URI_ATTRIBUTE "uri-attribute-invalid" Error [InvalidURIAttribute] "RFC 4287 §4.1.3.2 and §4.2.4"
        "an attribute that is no URI": "readers cannot follow it" => "write a URL such as https://example.org/page"
    INVALID_URL_ATTRIBUTE "web-address-invalid" Error [InvalidURLAttribute] "RSS 2.0, enclosure; Apple podcasts"
        "an attribute that is no full web address":
        "an enclosure or picture without http or https and a host cannot be fetched"
        => "write the whole address, such as https://example.org/episode.mp3"
    INVALID_URI_CHARACTER "uri-with-bad-character" Error [InvalidUriChar] "RFC 3986 §2"
        "a URL with a character that URLs do not have":
        "blanks, brackets, quotes and braces must be percent-encoded"
        => "percent-encode it: %20 for a blank"
    URI_NOT_IRI "uri-beyond-ascii" Error [UriNotIri] "RFC 3986 §2; RSS best practices profile, URLs"
        "a URL with letters beyond ASCII":
        "RSS has URIs, not IRIs, and some readers cannot fetch them"
        => "percent-encode the path, write the host in punycode (xn--…)"
    INVALID_TAG "tag-uri-invalid" Error [InvalidTAG] "RFC 4151 §2.1"
        "a tag: URI that is not well formed":
        "it needs an authority in lower case, a date and ASCII"
        => "write it like tag:example.org,2025:posts/1"
    INVALID_UUID "uuid-invalid" Error [InvalidUUID] "RFC 9562 §4"
        "a urn:uuid: that is no UUID":
        "a UUID has 32 hex digits in groups of 8, 4, 4, 4 and 12"
        => "write it like urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6"
    INVALID_URN "urn-invalid" Error [InvalidURN] "RFC 8141 §2"
        "a urn: that is not well formed":
        "it needs a registered name and its own part"
        => "write it like urn:isbn:9780141036144"
    SCHEME_UNREGISTERED "scheme-unregistered" Warning [SchemeNotIANARegistered] "RFC 7595"
        "a URL with a scheme that nobody has registered":
        "readers do not know what to do with it"
        => "write https, or register the scheme"
    NOT_CANONICAL "uri-not-canonical" Warning [NonCanonicalURI] "RFC 4287 §4.2.6.1"
        "an id that is not written in its normal form":
        "a program that tidies URLs takes it for another id and shows the entry again"
        => "write it with host in lower case, without default port and needless escapes"
    INVALID_RFC822_DATE "rfc822-date-invalid" Error [InvalidRFC2822Date] "RSS 2.0, pubDate; RFC 2822 §3.3"
        "a date of RSS that is none":
        "readers sort the entry last, or show the time of fetching"
        => "write it like Tue, 03 Jun 2025 08:00:00 +0200"
    WRONG_WEEKDAY "weekday-wrong" Error [IncorrectDOW] "RFC 2822 §3.3"
        "a date with the wrong day of the week":
        "strict parsers refuse the date"
        => "write the right day, or leave it out"
    DOUBTFUL_RFC822_DATE "rfc822-date-doubtful" Warning [ProblematicalRFC822Date] "RSS best practices profile, date and time"
        "a date of RSS that some readers refuse":
        "two-digit years, lower case and odd offsets are allowed, and not understood by all"
        => "write it like Tue, 03 Jun 2025 08:00:00 +0200"
    TIME_OUT_OF_RANGE "time-out-of-range" Warning [] "RFC 2822 §3.3"
        "a time that no clock shows":
        "a day ends at 23:59:60"
        => "write a time from 00:00:00 to 23:59:59"
    INVALID_RFC3339_DATE "rfc3339-date-invalid" Error [InvalidRFC3339Date] "RFC 4287 §3.3; RFC 3339 §5.6"
        "a date of Atom that is none":
        "Atom wants seconds, an offset with a colon, and T and Z in upper case"
        => "write it like 2025-06-03T08:00:00+02:00"
    INVALID_W3CDTF_DATE "w3cdtf-date-invalid" Error [InvalidW3CDTFDate] "W3C date and time formats; Dublin Core"
        "a date of Dublin Core that is none":
        "a time needs an offset with a colon, or Z"
        => "write it like 2025-06-03 or 2025-06-03T08:00+02:00"
    INVALID_ISO8601_DATE "iso8601-date-invalid" Error [InvalidISO8601DateTime] "ISO 8601; RSS 1.0 event module"
        "a date that is not one of ISO 8601":
        "programs that sort by it cannot read it"
        => "write it like 2025-06-03T08:00:00+02:00"
    IMPLAUSIBLE_DATE "date-implausible" Warning [ImplausibleDate] "RSS best practices profile, date and time; RFC 4287 §3.3"
        "a date before 1990 or in the future":
        "readers hide entries of the future or keep them on top for ever"
        => "write the date of publication"
    INVALID_LANGUAGE "language-invalid" Error [InvalidLanguage] "RFC 5646; ISO 639"
        "a language that does not exist":
        "readers cannot choose a voice or a translation by it"
        => "write it like en, de or pt-BR, with a hyphen"
    INVALID_MEDIA_TYPE "media-type-invalid" Error [InvalidMIMEType] "RFC 4287 §3.1.1 and §4.2.7.3; RFC 6838"
        "a media type that is none":
        "readers choose by it what they can show"
        => "write it like text/html or image/png"
    INVALID_MEDIA_TYPE_ATTRIBUTE "enclosure-type-invalid" Error [InvalidMIMEAttribute] "RSS 2.0, enclosure; Media RSS"
        "an enclosure with a media type that is none":
        "players choose by it what they can play"
        => "write it like audio/mpeg"
    INVALID_ADDRESS "email-invalid" Error [InvalidAddrSpec] "RFC 4287 §3.2.3; RFC 2822 §3.4.1"
        "an e-mail address of Atom that is none":
        "it holds the address alone, without the name"
        => "write it like me@example.org"
    INVALID_CONTACT "contact-invalid" Error [InvalidContact] "RSS 2.0, author, managingEditor and webMaster"
        "an author of RSS without an e-mail address":
        "RSS wants an address there; readers take a bare name for one"
        => "write it like me@example.org (My Name), or the name alone in <dc:creator>"
    EMAIL_FORMAT "contact-format" Warning [EmailFormat] "RSS best practices profile, e-mail addresses"
        "an author of RSS that is not written as address and name":
        "readers show the whole as the name"
        => "write it like me@example.org (My Name)"
    MISSING_REAL_NAME "contact-without-name" Warning [MissingRealName] "RSS best practices profile, e-mail addresses"
        "an author of RSS without a real name":
        "readers show the address as the name"
        => "write it like me@example.org (My Name)"
    UNKNOWN_HOST "email-host-unknown" Warning [UnknownHost] "RFC 2822 §3.4.1"
        "an e-mail address whose host has no dot":
        "nobody outside can write to it"
        => "write the whole name of the host"
    INVALID_INTEGER "integer-invalid" Error [InvalidInteger] "the extension's specification"
        "a value that is no whole number": "programs expect one there" => "write digits alone"
    INVALID_NON_NEGATIVE "count-invalid" Error [InvalidNonNegativeInteger] "RSS 2.0, enclosure; RFC 4685 §5; slash"
        "a value that is no whole number from 0": "it counts something" => "write a whole number from 0"
    INVALID_POSITIVE "positive-integer-invalid" Error [InvalidPositiveInteger] "RSS 2.0, ttl; sy; Media RSS"
        "a value that is no whole number from 1": "it measures something" => "write a whole number from 1"
    INVALID_INTEGER_ATTRIBUTE "integer-attribute-invalid" Error [InvalidIntegerAttribute] "RSS 2.0, enclosure and cloud"
        "an attribute that is no whole number":
        "players show by it how long a download takes"
        => "write the number of bytes; 0 if you do not know it"
    USE_ZERO_FOR_UNKNOWN "length-of-minus-one" Error [UseZeroForUnknown] "RSS best practices profile, enclosure"
        "an enclosure of length -1":
        "a length is never negative"
        => "write length=\"0\" for an unknown one"
    INTEGER_OVERFLOW "integer-too-large" Error [IntegerOverflow] "FeedSync"
        "a number of more than 31 bits": "programs cannot hold it" => "write a number up to 2147483647"
    INVALID_FLOAT "number-invalid" Error [InvalidFloat] "Media RSS; georss"
        "a value that is no number": "programs expect one there" => "write it like 12.5"
    INVALID_FLOAT_UNIT "decimal-invalid" Error [InvalidFloatUnit] "georss; W3C geo"
        "a height that is no number": "programs expect one there" => "write it like -12.5"
    INVALID_TRUE_FALSE "true-false-invalid" Error [InvalidTrueFalse] "Apple podcasts; Media RSS; OPML"
        "a value that is neither true nor false": "programs know no other" => "write true or false"
    INVALID_YES_NO "yes-no-invalid" Error [InvalidYesNo] "RFC 5023 §13.1.1"
        "a value that is neither yes nor no": "programs know no other" => "write yes or no"
    INVALID_YES_NO_CLEAN "yes-no-clean-invalid" Error [InvalidYesNoClean] "Apple podcasts, itunes:block"
        "an itunes:block that is none of yes, no and clean": "Apple knows no other" => "write Yes, or leave it out"
    INVALID_DURATION "duration-invalid" Error [InvalidDuration] "Apple podcasts, itunes:duration"
        "a duration that is none": "players show it as it is" => "write seconds, or hours, minutes and seconds like 1:02:03"
    INVALID_KEYWORDS "keywords-without-commas" Warning [InvalidKeywords] "Apple podcasts, itunes:keywords"
        "keywords without commas between them": "they count as one" => "write commas between the keywords"
    INVALID_INTEGERS "integer-list-invalid" Error [InvalidCommaSeparatedIntegers] "RSS 1.0 slash module"
        "a value that is no list of whole numbers": "programs expect 1,2,3" => "write whole numbers with commas between"
    INVALID_FORM_NAME "form-name-invalid" Error [InvalidFormComponentName] "RSS 2.0, textInput"
        "a name that a form field cannot have": "a browser sends the text under this name" => "begin the name with a letter"
    INVALID_BOOLEAN_ATTRIBUTE "permalink-flag-invalid" Error [InvalidBooleanAttribute] "RSS 2.0, guid"
        "an isPermaLink that is neither true nor false":
        "it is written in lower case"
        => "write isPermaLink=\"false\" unless the guid is the link"
    INVALID_PLAY_TIME "play-time-invalid" Error [InvalidNPTTime] "Media RSS; RFC 2326 §3.6"
        "a time in a recording that is none": "players jump there" => "write seconds or hours like 1:02:03.5"
    TOO_LONG "text-too-long" Error [TooLong] "Apple podcasts"
        "a text that is longer than its element allows": "Apple cuts it off" => "shorten the text"
}
