//! `discover`: which files of a site are posts, in a sorted order.

use super::read::SourceFile;
use crate::error::Error;
use crate::site::Site;

/// Every post file of `site`, sorted by its path below the root, byte for byte.
///
/// # Errors
///
/// A folder that cannot be read.
pub fn discover(site: &Site) -> Result<Vec<SourceFile>, Error> {
    let _ = site;
    Ok(Vec::new())
}
