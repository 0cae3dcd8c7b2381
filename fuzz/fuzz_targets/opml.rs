//! OPML: whole documents, and the insides of a head, a body and an outline.

#![no_main]

use feedwright_fuzz::{Frame, framed, hold};
use libfuzzer_sys::fuzz_target;

const FRAMES: &[Frame] = &[
    ("<opml version=\"2.0\">", "</opml>"),
    ("<opml version=\"2.0\"><head>", "</head><body><outline text=\"t\"/></body></opml>"),
    ("<opml version=\"2.0\"><head><title>t</title></head><body>", "</body></opml>"),
    ("<opml version=\"1.1\"><head/><body><outline ", "/></body></opml>"),
    ("<opml version=\"2.0\"><head><dateCreated>", "</dateCreated></head><body/></opml>"),
    ("<opml version=\"2.0\"><head><expansionState>", "</expansionState></head><body/></opml>"),
];

fuzz_target!(|data: &[u8]| hold(&framed(data, FRAMES)));
