//! Any bytes at all: encodings, byte order marks, declarations, document types, and what is no feed.

#![no_main]

use feedwright_fuzz::{Frame, framed, hold};
use libfuzzer_sys::fuzz_target;

const FRAMES: &[Frame] = &[
    // A document that begins with the byte 0 is one of an encoding of two bytes or four.
    ("\0", ""),
    ("<?xml ", "?><rss version=\"2.0\"><channel/></rss>"),
    ("<?xml version=\"1.0\" encoding=\"", "\"?><rss version=\"2.0\"><channel><title>\u{e9}</title></channel></rss>"),
    ("<?xml version=\"1.0\"?><!DOCTYPE rss [", "]><rss version=\"2.0\"><channel>&a;</channel></rss>"),
    ("<rss version=\"2.0\"><channel xmlns:", "</channel></rss>"),
    ("<", ">"),
];

fuzz_target!(|data: &[u8]| hold(&framed(data, FRAMES)));
