//! feedwright reads the posts of a blog and writes its feeds: RSS 2.0, Atom 1.0 and JSON Feed 1.1.
//!
//! The command does that for a folder. The library does it for posts from anywhere, and touches neither disk nor clock
//! where it is not asked to:
//!
//! ```
//! use feedwright::config::{USUAL_BEGINNING, USUAL_SUMMARY, main_feed};
//! use feedwright::feed::select::{Allowances, View};
//! use feedwright::pipeline::{Order, documents, post_from_text};
//! use feedwright::render::Policy;
//! use feedwright::site::{self, Generator, SiteOptions};
//!
//! // What the site is: its address, and by which rules its posts are read.
//! let (site, _) = site::open(&SiteOptions {
//!     generator: Some(Generator::Plain),
//!     content: Some("posts".to_owned()),
//!     url: Some("https://example.org/".parse()?),
//!     title: Some("Notes".to_owned()),
//!     ..SiteOptions::default()
//! })?;
//!
//! // Posts in: a path, and a text with or without front matter. What is wrong in one is said at its line and column.
//! let text = "---\ntitle: Bread\ndate: 2025-05-01\n---\nTake *flour* and [water](/water).\n";
//! let (post, warnings) = post_from_text(&site, "posts/bread.md", text).map_err(|problems| format!("{problems:?}"))?;
//! assert!(warnings.is_empty());
//! assert_eq!(post.permalink.as_str(), "https://example.org/bread/");
//!
//! // Feeds out: the newest 20 posts at a time that you name, in three formats.
//! let order = Order {
//!     view: View { site: &site, now: "2026-01-01T00:00:00Z".parse()?, allowances: Allowances::default() },
//!     feeds: &[main_feed()],
//!     output_url: &site.url,
//!     summary_length: USUAL_SUMMARY,
//!     beginning: USUAL_BEGINNING,
//!     policy: &Policy::default(),
//!     pages: None,
//! };
//! let (documents, _) = documents(&order, &[post])?;
//! let paths: Vec<&str> = documents.iter().map(|document| document.path.as_str()).collect();
//! assert_eq!(paths, ["rss.xml", "atom.xml", "feed.json"]);
//! let json = String::from_utf8(documents[2].bytes.clone())?;
//! assert!(json.contains("<p>Take <em>flour</em> and <a href=\\\"https://example.org/water\\\">water</a>.</p>"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`pipeline`] has the order of the stages; each stage is a module of its own and takes what the one before it gives.

pub mod check;
pub mod config;
pub mod error;
pub mod feed;
pub mod ledger;
pub mod output;
pub mod pipeline;
pub mod post;
pub mod problem;
pub mod render;
pub mod site;
pub mod source;

pub use error::Error;
