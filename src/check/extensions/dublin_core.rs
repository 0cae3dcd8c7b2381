//! Dublin Core: the fifteen elements and the terms.

#![allow(clippy::match_same_arms, reason = "a table reads best in the order of its specification")]

use crate::check::grammar::{Spec, leaf, resource, skip, text};
use crate::check::value::Value;

/// `dc:…` as far as it may stand anywhere; `creator`, `subject` and `date` belong to feeds and entries.
pub(crate) fn element(name: &str) -> Option<Spec> {
    Some(match base(name) {
        "title" | "description" | "type" | "format" | "source" => text().once(),
        "publisher" | "contributor" | "identifier" | "relation" | "coverage" => text(),
        "language" => leaf(Value::Language).once(),
        "rights" => leaf(Value::Plain).once(),
        _ => return None,
    })
}

/// The name without the refinement that old feeds write after a point: `date.created`.
pub(crate) fn base(name: &str) -> &str {
    name.split_once('.').map_or(name, |(base, _)| base)
}

/// `dcterms:…`.
pub(crate) fn term(name: &str) -> Option<Spec> {
    Some(match name {
        "alternative" | "audience" => text(),
        "abstract" | "dateAccepted" | "dateCopyrighted" | "dateSubmitted" | "mediator" => text().once(),
        "tableOfContents" => resource().once(),
        "created" | "issued" | "modified" => leaf(Value::W3cdtf).once(),
        "valid"
        | "available"
        | "spatial"
        | "temporal"
        | "accessRights"
        | "accrualMethod"
        | "accrualPeriodicity"
        | "accrualPolicy"
        | "bibliographicCitation"
        | "educationLevel"
        | "instructionalMethod"
        | "license"
        | "provenance"
        | "rightsHolder" => skip(),
        "extent" => leaf(Value::Positive).filled().once(),
        "isVersionOf" | "hasVersion" | "isReplacedBy" | "replaces" | "isRequiredBy" | "requires" | "isPartOf"
        | "hasPart" | "isReferencedBy" | "references" | "isFormatOf" | "hasFormat" | "conformsTo" => resource(),
        _ => return None,
    })
}
