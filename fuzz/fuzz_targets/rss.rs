//! RSS of any version: whole documents, and the insides of a channel, an item and some elements.

#![no_main]

use feedwright_fuzz::{Frame, framed, hold};
use libfuzzer_sys::fuzz_target;

const FRAMES: &[Frame] = &[
    ("<rss version=\"2.0\"><channel>", "</channel></rss>"),
    (
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" xmlns:media=\"http://search.yahoo.com/mrss/\">\
         <channel><title>t</title><link>https://example.org/</link><description>d</description><item>",
        "</item></channel></rss>",
    ),
    ("<rss version=\"2.0\"><channel><item><description>", "</description></item></channel></rss>"),
    ("<rss version=\"2.0\"><channel><item><pubDate>", "</pubDate></item></channel></rss>"),
    ("<rss version=\"2.0\"><channel><item><guid>", "</guid></item></channel></rss>"),
    ("<rss version=\"2.0\"><channel><item><link>", "</link></item></channel></rss>"),
    ("<rss version=\"2.0\"><channel><item><author>", "</author></item></channel></rss>"),
    (
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\">",
        "</rdf:RDF>",
    ),
];

fuzz_target!(|data: &[u8]| hold(&framed(data, FRAMES)));
