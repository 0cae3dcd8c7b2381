//! The namespaces that feeds use, and which of them are in scope.

use std::borrow::Cow;
use std::rc::Rc;

use crate::problem::Span;

macro_rules! namespaces {
    ($($variant:ident $prefix:literal $uri:literal)*) => {
        /// A namespace, as far as the checks tell them apart.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum Ns {
            /// No namespace, or the one that the format itself lives in.
            Core,
            /// A namespace of which nothing is known.
            Unknown,
            $($variant,)*
        }

        /// Every known namespace with its usual prefix and its URI.
        const KNOWN: &[(Ns, &str, &str)] = &[$((Ns::$variant, $prefix, $uri),)*];
    };
}

namespaces! {
    Access "access" "http://www.bloglines.com/about/specs/fac-1.0"
    Admin "admin" "http://webns.net/mvcb/"
    Ag "ag" "http://purl.org/rss/1.0/modules/aggregation/"
    Annotate "annotate" "http://purl.org/rss/1.0/modules/annotate/"
    App "app" "http://www.w3.org/2007/app"
    Audio "audio" "http://media.tangent.org/rss/1.0/"
    BlogChannel "blogChannel" "http://backend.userland.com/blogChannelModule"
    Cc "cc" "http://web.resource.org/cc/"
    Cf "cf" "http://www.microsoft.com/schemas/rss/core/2005"
    CreativeCommons "creativeCommons" "http://backend.userland.com/creativeCommonsRssModule"
    Company "company" "http://purl.org/rss/1.0/modules/company"
    Content "content" "http://purl.org/rss/1.0/modules/content/"
    ConversationsNetwork "conversationsNetwork" "http://conversationsnetwork.org/rssNamespace-1.0/"
    Cp "cp" "http://my.theinfo.org/changed/1.0/rss/"
    Dc "dc" "http://purl.org/dc/elements/1.1/"
    Dcterms "dcterms" "http://purl.org/dc/terms/"
    Email "email" "http://purl.org/rss/1.0/modules/email/"
    Ev "ev" "http://purl.org/rss/1.0/modules/event/"
    Fh "fh" "http://purl.org/syndication/history/1.0"
    Geo "geo" "http://www.w3.org/2003/01/geo/wgs84_pos#"
    Geourl "geourl" "http://geourl.org/rss/module/"
    Georss "georss" "http://www.georss.org/georss"
    Gml "gml" "http://www.opengis.net/gml"
    Icbm "icbm" "http://postneo.com/icbm"
    Image "image" "http://purl.org/rss/1.0/modules/image/"
    Indexing "indexing" "urn:atom-extension:indexing"
    Itunes "itunes" "http://www.itunes.com/dtds/podcast-1.0.dtd"
    Feedburner "feedburner" "http://rssnamespace.org/feedburner/ext/1.0"
    Foaf "foaf" "http://xmlns.com/foaf/0.1/"
    L "l" "http://purl.org/rss/1.0/modules/link/"
    Media "media" "http://search.yahoo.com/mrss/"
    Mathml "mathml" "http://www.w3.org/1998/Math/MathML"
    Opensearch10 "opensearch10" "http://a9.com/-/spec/opensearchrss/1.0/"
    Opensearch "opensearch" "http://a9.com/-/spec/opensearch/1.1/"
    Opml "opml" "http://www.opml.org/spec2"
    Rdf "rdf" "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    Rdfs "rdfs" "http://www.w3.org/2000/01/rdf-schema#"
    Ref "ref" "http://purl.org/rss/1.0/modules/reference/"
    Reqv "reqv" "http://purl.org/rss/1.0/modules/richequiv/"
    Rss091 "rss091" "http://purl.org/rss/1.0/modules/rss091#"
    Search "search" "http://purl.org/rss/1.0/modules/search/"
    Slash "slash" "http://purl.org/rss/1.0/modules/slash/"
    Ss "ss" "http://purl.org/rss/1.0/modules/servicestatus/"
    Str "str" "http://hacks.benhammersley.com/rss/streaming/"
    Sub "sub" "http://purl.org/rss/1.0/modules/subscription/"
    Sx "sx" "http://feedsync.org/2007/feedsync"
    Svg "svg" "http://www.w3.org/2000/svg"
    Sy "sy" "http://purl.org/rss/1.0/modules/syndication/"
    Taxo "taxo" "http://purl.org/rss/1.0/modules/taxonomy/"
    ThrRss "thr" "http://purl.org/rss/1.0/modules/threading/"
    Thr "thr" "http://purl.org/syndication/thread/1.0"
    Trackback "trackback" "http://madskills.com/public/xml/rss/module/trackback/"
    Wfw "wfw" "http://wellformedweb.org/CommentAPI/"
    Wiki "wiki" "http://purl.org/rss/1.0/modules/wiki/"
    WikiOld "wiki" "http://www.usemod.com/cgi-bin/mb.pl?ModWiki"
    Soap "soap" "http://schemas.xmlsoap.org/soap/envelope/"
    Atom "atom" "http://www.w3.org/2005/Atom"
    Xhtml "xhtml" "http://www.w3.org/1999/xhtml"
    Rss090 "rss090" "http://my.netscape.com/rdf/simple/0.9/"
    Rss1 "rss1" "http://purl.org/rss/1.0/"
    Rss11 "rss11" "http://purl.org/net/rss1.1#"
    G "g" "http://base.google.com/ns/1.0"
    Xml "xml" "http://www.w3.org/XML/1998/namespace"
    Openid "openid" "http://openid.net/xmlns/1.0"
    Xlink "xlink" "http://www.w3.org/1999/xlink"
    Xrd "xrd" "xri://$xrd*($v*2.0)"
    Xrds "xrds" "xri://$xrds"
    Podcast "podcast" "https://podcastindex.org/namespace/1.0"
    PodcastOld "podcast" "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
    Source "source" "http://source.scripting.com/"
    Googleplay "googleplay" "http://www.google.com/schemas/play-podcasts/1.0"
}

/// Namespaces that exist and that the W3C's validator does not look into, with their usual names.
const UNSUPPORTED: &[(&str, &str)] = &[
    ("http://schemas.google.com/g/2005", "Google Data"),
    ("http://www.rawvoice.com/rawvoiceRssModule/", "RawVoice"),
    ("https://schema.org/", "Schema.org"),
    ("http://schema.org/", "Schema.org"),
    ("https://podcastindex.org/namespace/1.0", "Podcasting 2.0"),
    ("https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", "Podcasting 2.0"),
];

/// The namespace that `uri` means. A URI that differs in case or in its last signs only counts as the one meant.
pub(crate) fn of(uri: &str) -> Ns {
    if let Some((ns, ..)) = KNOWN.iter().find(|(_, _, known)| *known == uri) {
        return *ns;
    }
    let near = stem(uri);
    KNOWN.iter().find(|(_, _, known)| stem(known).eq_ignore_ascii_case(near)).map_or(Ns::Unknown, |(ns, ..)| *ns)
}

/// The usual prefix of exactly `uri`.
pub(crate) fn usual_prefix(uri: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(_, _, known)| *known == uri).map(|(_, prefix, _)| *prefix)
}

/// The URI that `prefix` usually stands for.
pub(crate) fn usual_uri(prefix: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(_, known, _)| *known == prefix).map(|(_, _, uri)| *uri)
}

/// The name of a namespace that exists but is not looked into by the W3C's validator.
pub(crate) fn unsupported(uri: &str) -> Option<&'static str> {
    UNSUPPORTED.iter().find(|(known, _)| *known == uri).map(|(_, name)| *name)
}

/// `uri` up to its last letter, digit or underscore.
fn stem(uri: &str) -> &str {
    uri.trim_end_matches(|c: char| !(c.is_alphanumeric() || c == '_'))
}

impl Ns {
    /// The prefix that messages write, with its colon; empty for names without one.
    pub(crate) fn shown(self) -> &'static str {
        KNOWN.iter().find(|(ns, ..)| *ns == self).map_or("", |(_, prefix, _)| prefix)
    }
}

/// One `xmlns` attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Declared<'a> {
    /// The prefix; empty for the default namespace.
    pub prefix: &'a str,
    /// Where its value stands.
    pub span: Span,
}

/// The declarations in scope, innermost last.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    bound: Vec<Bound<'a>>,
}

#[derive(Debug)]
struct Bound<'a> {
    prefix: Cow<'a, str>,
    uri: Rc<str>,
    ns: Ns,
    depth: usize,
}

impl<'a> Scope<'a> {
    /// Binds `prefix` for the element at `depth` and what it holds.
    pub(super) fn bind(&mut self, prefix: &'a str, uri: &str, depth: usize) {
        let ns = if uri.is_empty() { Ns::Core } else { of(uri) };
        self.bound.push(Bound { prefix: prefix.into(), uri: uri.into(), ns, depth });
    }

    /// Forgets the bindings of elements deeper than `depth`.
    pub(super) fn leave(&mut self, depth: usize) {
        while self.bound.last().is_some_and(|bound| bound.depth > depth) {
            self.bound.pop();
        }
    }

    /// The declarations as ones that need nothing of the document's text.
    pub(super) fn detached(self) -> Scope<'static> {
        let own = |bound: Bound<'_>| Bound {
            prefix: Cow::Owned(bound.prefix.into_owned()),
            uri: bound.uri,
            ns: bound.ns,
            depth: bound.depth,
        };
        Scope { bound: self.bound.into_iter().map(own).collect() }
    }

    /// How many declarations are in scope.
    pub(super) fn len(&self) -> usize {
        self.bound.len()
    }

    /// What `prefix` stands for; `None` where it is not declared. The empty prefix always stands for something.
    pub(super) fn find(&self, prefix: &str) -> Option<(Ns, Option<Rc<str>>)> {
        match self.bound.iter().rev().find(|bound| bound.prefix == prefix) {
            Some(bound) => Some((bound.ns, Some(bound.uri.clone()))),
            None if prefix.is_empty() => Some((Ns::Core, None)),
            None if prefix == "xml" => Some((Ns::Xml, None)),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_that_is_nearly_right_is_taken_for_the_one_meant() {
        assert_eq!(of("http://purl.org/dc/elements/1.1"), Ns::Dc);
        assert_eq!(of("http://www.W3.org/2005/atom"), Ns::Atom);
        assert_eq!(of("http://example.org/"), Ns::Unknown);
        assert_eq!(usual_prefix("http://purl.org/dc/elements/1.1"), None);
    }
}
