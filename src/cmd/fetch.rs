//! A feed by its name: a file, or an `http(s)://` address where the command was built with the feature `fetch`.

use std::fs;
use std::io;

use feedwright::Error;

/// The bytes of a feed that was named on the command line.
///
/// # Errors
///
/// The file cannot be read; the address does not answer within the limits of time and size, or not with a feed.
pub fn bytes(named: &str) -> Result<Vec<u8>, Error> {
    let read = |source: io::Error| Error::Read { path: named.into(), source };
    if named.starts_with("http://") || named.starts_with("https://") {
        address(named).map_err(|message| read(io::Error::other(message)))
    } else {
        fs::read(named).map_err(read)
    }
}

#[cfg(not(feature = "fetch"))]
fn address(_: &str) -> Result<Vec<u8>, String> {
    Err("this feedwright was built without the feature `fetch`; save the feed to a file first".to_owned())
}

#[cfg(feature = "fetch")]
fn address(url: &str) -> Result<Vec<u8>, String> {
    use std::time::Duration;

    /// A server that takes longer is not going to send the whole feed.
    const LONGEST: Duration = Duration::from_secs(30);
    /// The largest feed of a million words is smaller.
    const LARGEST: u64 = 64 << 20;

    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(LONGEST))
        .user_agent(concat!("feedwright/", env!("CARGO_PKG_VERSION")))
        .accept("application/atom+xml, application/rss+xml, application/feed+json, application/xml, */*;q=0.1")
        .build()
        .into();
    let mut response = agent.get(url).call().map_err(|error| said(&error))?;
    response.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(|error| said(&error))
}

#[cfg(feature = "fetch")]
fn said(error: &ureq::Error) -> String {
    match error {
        ureq::Error::StatusCode(code) => format!("the server answered with status {code}"),
        ureq::Error::Timeout(_) => "the server did not send the feed within 30 seconds".to_owned(),
        ureq::Error::BodyExceedsLimit(_) => "the feed is larger than 64 MiB".to_owned(),
        error => error.to_string(),
    }
}
