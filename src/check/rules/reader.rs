//! Rules that no specification has and readers need.

rules! { Reader:
    MANY_ENTRIES "many-entries" Advice [] "readers, measured"
        "a feed of more than 200 entries":
        "readers load and compare all of them on every visit"
        => "keep the newest, and archive the rest (RFC 5005)"
    FEED_SIZE "feed-size" Advice [] "readers, measured"
        "a feed of more than half a megabyte":
        "some readers stop loading there, and every visit costs it"
        => "keep fewer entries, or write summaries"
    NO_DATES "no-dates" Advice [] "readers, measured"
        "a feed in which no entry has a date":
        "readers show the time when they first saw it"
        => "add <pubDate>, <updated> or date_published"
    DUPLICATE_LINK "entry-link-twice" Advice [] "readers, measured"
        "two entries with the same link":
        "readers that tell entries apart by their link show one of them"
        => "link to each entry's own page"
    MIXED_SCHEMES "http-and-https" Advice [] "readers, measured"
        "entries on http in a feed of a site on https":
        "browsers refuse to load parts over http, and readers take the two for different pages"
        => "write https everywhere"
    ID_IS_ADDRESS "id-is-address" Advice [] "readers, measured (yarr)"
        "ids of Atom entries that are web addresses":
        "one reader stores these together with updated, so that every edit shows the entry again"
        => "write tag: URIs in new feeds; never change the ids of entries that are out"
    AUTHOR_ONLY_IN_FEED "author-only-in-feed" Advice [] "parsers, measured"
        "an author in the feed and not in its entries":
        "6 of 21 parsers give entries the feed's author; of those that repeat it 19 do"
        => "repeat <author> in every entry"
    ID_OF_BUILD "id-of-build" Advice [] "readers, measured"
        "the same long number in the ids of all entries":
        "an id that is made anew with every build shows all entries again to every subscriber"
        => "make ids from what never changes, such as the path"
    IMAGE_WITHOUT_ALT "image-without-alt" Advice [] "HTML Living Standard §4.8.4.4"
        "an image without alt":
        "who does not see it, or reads without pictures, learns nothing of it"
        => "add alt=\"…\", or alt=\"\" for decoration"
}
