//! Namespaces as a feed declares them: known and unknown, with usual and unusual prefixes.

use std::borrow::Cow;

use super::{Feed, Walk};
use crate::check::rules;
use crate::check::uri::Form;
use crate::check::value::{Given, Judge};
use crate::check::xml::namespace::{self, Declared};

impl<'a> Walk<'a, '_> {
    /// Says what is to be said of the declarations of a start tag.
    pub(super) fn declared(&mut self, declared: &[(Declared<'a>, Cow<'a, str>)]) {
        for (declaration, uri) in declared {
            self.declaration_of(*declaration, uri);
        }
    }

    fn declaration_of(&mut self, declared: Declared<'a>, uri: &str) {
        let Declared { prefix, span } = declared;
        let usual = namespace::usual_prefix(uri);
        let is_atom_or_xhtml = |name: Option<&str>| matches!(name, Some("atom" | "xhtml"));
        let avoid = "Atom is read best without prefixes for its own elements and for XHTML";
        if namespace::unsupported(uri).is_some() {
            return self.unknown_namespace(declared, uri);
        }
        if let Some(meant) = namespace::usual_uri(prefix).filter(|_| !prefix.is_empty()) {
            if uri == "http://search.yahoo.com/mrss" {
                self.media_namespace(declared);
            } else if usual != Some(prefix) {
                let message = format!("the prefix {prefix}: usually means {meant}");
                self.findings.add(&rules::RESERVED_PREFIX, span, message);
            } else if prefix == "wiki" && uri.contains("usemod") {
                let message = "this is the old namespace of ModWiki";
                self.findings.add(&rules::OLD_WIKI_NAMESPACE, span, message);
            } else if is_atom_or_xhtml(Some(prefix)) && self.feed == Feed::Atom {
                self.findings.add(&rules::AVOIDABLE_PREFIX, span, avoid);
            }
            return;
        }
        if let Some(usual) = usual {
            if !prefix.is_empty() && usual != prefix {
                let message = format!("the usual prefix of this namespace is {usual}:");
                self.findings.add(&rules::UNUSUAL_PREFIX, span, message);
                if is_atom_or_xhtml(Some(usual)) && matches!(self.feed, Feed::Atom | Feed::Unknown) {
                    self.findings.add(&rules::AVOIDABLE_PREFIX, span, avoid);
                }
            }
            return;
        }
        if uri == "http://search.yahoo.com/mrss" {
            return self.media_namespace(declared);
        }
        self.unknown_namespace(declared, uri);
    }

    fn media_namespace(&mut self, declared: Declared<'a>) {
        let message = "the namespace of Media RSS ends in a slash";
        self.findings.add(&rules::MEDIA_NAMESPACE, declared.span, message);
    }

    fn unknown_namespace(&mut self, declared: Declared<'a>, uri: &str) {
        if let Some(name) = namespace::unsupported(uri) {
            let message = format!("the namespace of {name} is known, but not to the W3C's validator");
            self.findings.add(&rules::UNSUPPORTED_NAMESPACE, declared.span, message);
            return;
        }
        let given = Given { text: uri, span: declared.span, pieces: &[], element: "xmlns", attribute: declared.prefix };
        let mut judge = Judge { findings: self.findings, options: self.options, is_rss2: false };
        let form = Form { absolute: false, iri: true };
        if uri.is_empty() || judge.uri(&given, form, &rules::INVALID_IRI) {
            let message = format!("nothing is known of the namespace {uri:?}");
            self.findings.add(&rules::UNKNOWN_NAMESPACE, declared.span, message);
        }
    }

    /// Says that a feed of Atom has a prefix for Atom or XHTML, which were declared before its format was known.
    pub(super) fn avoidable_prefixes(&mut self, declared: &[(Declared<'a>, Cow<'a, str>)]) {
        let found = declared.iter().find(|(declaration, _)| matches!(declaration.prefix, "atom" | "xhtml"));
        if let Some((declaration, _)) = found {
            let message = "Atom is read best without prefixes for its own elements and for XHTML";
            self.findings.add(&rules::AVOIDABLE_PREFIX, declaration.span, message);
        }
    }
}
