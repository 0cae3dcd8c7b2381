//! Podcasting 2.0: the elements of the `podcast` namespace.

use crate::check::grammar::{Spec, stranger};

/// The elements that the namespace has, by its document of 2025.
const KNOWN: &[&str] = &[
    "alternateEnclosure",
    "block",
    "chapters",
    "chat",
    "contentLink",
    "episode",
    "funding",
    "guid",
    "image",
    "images",
    "integrity",
    "license",
    "liveItem",
    "location",
    "locked",
    "medium",
    "person",
    "podping",
    "podroll",
    "publisher",
    "remoteItem",
    "season",
    "socialInteract",
    "soundbite",
    "source",
    "trailer",
    "transcript",
    "txt",
    "updateFrequency",
    "value",
    "valueRecipient",
    "valueTimeSplit",
];

/// Any element of the namespace may stand; whether it is known is said as a warning.
pub(crate) const fn element() -> Spec {
    stranger()
}

/// Whether the namespace has the element.
pub(crate) fn is_known(name: &str) -> bool {
    KNOWN.contains(&name)
}

/// The attributes that an element cannot do without.
pub(crate) fn required(name: &str) -> &'static [&'static str] {
    match name {
        "transcript" | "chapters" => &["url", "type"],
        "funding" => &["url"],
        "soundbite" => &["startTime", "duration"],
        "trailer" => &["pubdate", "url"],
        "alternateEnclosure" => &["type"],
        "source" => &["uri"],
        "socialInteract" => &["protocol"],
        "value" => &["type", "method"],
        "valueRecipient" => &["type", "address", "split"],
        "remoteItem" => &["feedGuid"],
        "liveItem" => &["status", "start"],
        _ => &[],
    }
}
