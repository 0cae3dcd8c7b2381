//! Atom: whole documents, and the insides of a feed, an entry and some elements.

#![no_main]

use feedwright_fuzz::{Frame, framed, hold};
use libfuzzer_sys::fuzz_target;

const FRAMES: &[Frame] = &[
    ("<feed xmlns=\"http://www.w3.org/2005/Atom\">", "</feed>"),
    (
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"/a/\">\
         <title>t</title><id>tag:example.org,2025:f</id><updated>2025-06-03T08:00:00Z</updated><entry>",
        "</entry></feed>",
    ),
    ("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><content type=\"html\">", "</content></entry></feed>"),
    (
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><content type=\"xhtml\">\
         <div xmlns=\"http://www.w3.org/1999/xhtml\">",
        "</div></content></entry></feed>",
    ),
    ("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><updated>", "</updated></entry></feed>"),
    ("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>", "</id></entry></feed>"),
    ("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><link href=\"", "\"/></entry></feed>"),
    ("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><content ", "</content></entry></feed>"),
];

fuzz_target!(|data: &[u8]| hold(&framed(data, FRAMES)));
