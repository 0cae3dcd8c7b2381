//! feedwright reads the posts of a blog and writes its feeds: RSS 2.0, Atom 1.0 and JSON Feed 1.1.

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
