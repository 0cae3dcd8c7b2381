//! Pelican's sites.

use super::{Recognised, Site, SiteOptions, unread};
use crate::error::Error;
use crate::problem::Problem;

/// Opens a site of Pelican's.
///
/// # Errors
///
/// A configuration that cannot be read, or that gives no site.
pub fn open(options: &SiteOptions, recognised: Recognised) -> Result<(Site, Vec<Problem>), Error> {
    let _ = options;
    Err(unread(recognised))
}
