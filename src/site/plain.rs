//! A plain folder of posts, without a site generator.

use super::{Site, SiteOptions};
use crate::error::Error;
use crate::problem::Problem;

/// Opens a plain folder of posts.
///
/// # Errors
///
/// Problems that allow no site: no address.
pub fn open(options: &SiteOptions) -> Result<(Site, Vec<Problem>), Error> {
    let _ = options;
    Err(Error::Problems(Vec::new()))
}
