//! Slugs: how each generator turns a name or a title into a part of an address, one cleaner for each.
//!
//! They differ in every detail that an address shows, so none is shared: a function here is named after the source it
//! follows and is held by a table of what the generator itself was seen to do.

pub mod eleventy;
pub mod github;
pub mod hexo;
pub mod hugo;
pub mod jekyll;
pub mod pelican;
mod unicode;
pub mod zola;
