//! Rules about namespaces.

rules! { Walk:
    MISSING_NAMESPACE "namespace-missing" Error [MissingNamespace] "RFC 4287 §1.2"
        "an element without the namespace of its format":
        "without it a reader cannot tell what the element is"
        => "add xmlns=\"http://www.w3.org/2005/Atom\", or that of XHTML"
    WRONG_NAMESPACE "namespace-wrong" Error [InvalidNamespace] "RFC 4287 §1.2; RSS 2.0, extending RSS"
        "a root element in the wrong namespace":
        "readers look for Atom in its namespace, and for RSS in none"
        => "write xmlns=\"http://www.w3.org/2005/Atom\" for Atom, no xmlns for RSS"
    OBSOLETE_NAMESPACE "namespace-obsolete" Error [ObsoleteNamespace] "RFC 4287 §1.2"
        "the namespace of Atom before 1.0":
        "Atom 0.3 was a draft of 2003, which readers have dropped"
        => "write Atom 1.0, xmlns=\"http://www.w3.org/2005/Atom\""
    UNKNOWN_NAMESPACE "namespace-unknown" Warning [UnknownNamespace] "Namespaces in XML 1.0"
        "a namespace that nothing is known of":
        "it may be misspelled, and what is in it was not checked"
        => "check its spelling, or leave its elements out"
    UNSUPPORTED_NAMESPACE "namespace-unsupported" Advice [UnsupportedNamespace] "Namespaces in XML 1.0"
        "a namespace that the W3C's validator does not look into":
        "what is in it is checked here in part, there not at all"
        => "nothing, if the elements are meant"
    RESERVED_PREFIX "prefix-reserved" Warning [ReservedPrefix] "RSS best practices profile, namespaces"
        "a prefix that usually stands for another namespace":
        "some readers go by the prefix instead of the namespace"
        => "write the usual namespace, or another prefix"
    UNUSUAL_PREFIX "prefix-unusual" Advice [NonstdPrefix] "RSS best practices profile, namespaces"
        "an unusual prefix for a well-known namespace":
        "some readers look for the usual prefix instead of the namespace"
        => "write the usual prefix"
    AVOIDABLE_PREFIX "prefix-avoidable" Warning [AvoidNamespacePrefix] "RFC 4287 §1.2"
        "a prefix for Atom or XHTML in a feed of Atom":
        "some readers find these elements only without a prefix"
        => "declare the namespace as the default, without a prefix"
    OLD_WIKI_NAMESPACE "namespace-of-old-wiki" Warning [ObsoleteWikiNamespace] "ModWiki"
        "the old namespace of ModWiki":
        "the module has moved to purl.org"
        => "write http://purl.org/rss/1.0/modules/wiki/"
    MEDIA_NAMESPACE "namespace-of-media" Error [MediaRssNamespace] "Media RSS 1.5.1, namespace"
        "the namespace of Media RSS without its last slash":
        "namespaces are compared letter by letter"
        => "write http://search.yahoo.com/mrss/"
    NOT_IN_A_NAMESPACE "element-in-no-namespace" Error [NotInANamespace] "RSS 2.0, extending RSS"
        "an element without a namespace inside one of an extension":
        "RSS 2.0 allows elements of others only in a namespace"
        => "give the element the prefix of the element around it"
    UNDETERMINABLE "vocabulary-undeterminable" Warning [UndeterminableVocabulary] "RFC 4287 §6.1"
        "an element without a namespace in Atom or RSS 1.0":
        "nobody can tell whose element it is"
        => "give the element a namespace"
    EXTENSION_ATTRIBUTE "attribute-of-extension" Warning [UseOfExtensionAttr] "RSS 2.0, extending RSS"
        "an attribute of an extension on an element of RSS":
        "the older specifications of RSS 2.0 allow elements of extensions alone"
        => "write an element of the extension instead"
}
