//! JSON Feed: whole documents, and the insides of a feed, an item and some members.

#![no_main]

use feedwright_fuzz::{Frame, framed, hold};
use libfuzzer_sys::fuzz_target;

const FRAMES: &[Frame] = &[
    ("{\"version\":\"https://jsonfeed.org/version/1.1\",", "}"),
    ("{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":[{", "}]}"),
    ("{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"t\",\"items\":[", "]}"),
    ("{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":", "}]}"),
    ("{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"date_published\":\"", "\"}]}"),
    ("{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"content_html\":\"", "\"}]}"),
    ("{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"attachments\":[{", "}]}]}"),
    ("[", "]"),
];

fuzz_target!(|data: &[u8]| hold(&framed(data, FRAMES)));
