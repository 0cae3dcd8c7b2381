//! The address of a site: an absolute http(s) URL that ends in `/`.

use url::Url;

use super::URL_INVALID;
use crate::problem::Problem;

/// Reads the address of a site.
///
/// A path without a `/` at its end gets one, since everything is found below it; query and fragment are refused.
///
/// # Errors
///
/// A problem without a place, when `text` is not an absolute `http` or `https` URL with a host.
///
/// ```
/// assert_eq!(feedwright::site::address("https://example.org/blog").unwrap().as_str(), "https://example.org/blog/");
/// assert!(feedwright::site::address("example.org").is_err());
/// ```
pub fn address(text: &str) -> Result<Url, Problem> {
    let refuse = |what: &str| {
        let host = text.trim().trim_start_matches('/');
        let likely = if host.contains('.') && !host.contains([':', '@']) { host } else { "example.org" };
        Problem::new(&URL_INVALID, format!("\"{text}\" {what}"))
            .help(format!("write the whole address of the site: https://{}/", likely.trim_end_matches('/')))
    };
    let mut url = Url::parse(text.trim()).map_err(|_| refuse("is not an absolute URL"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(refuse("is not an http or https URL"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refuse("has a query or a fragment"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        // Every link of the feeds begins with it. The message does not repeat it: logs are public, too.
        return Err(Problem::new(&URL_INVALID, "the address of the site holds a user's name or password")
            .help("write it without what stands before the @: readers would see it in every link"));
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&format!("{path}/"));
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_published_nor_printed() {
        for text in ["https://user:secret@example.org/", "https://user@example.org/"] {
            let problem = address(text).unwrap_err();
            assert!(!problem.message.contains("user:") && !problem.message.contains("secret"), "{}", problem.message);
        }
    }

    #[test]
    fn a_base_path_and_a_host_alone_end_in_one_slash() {
        for (written, read) in [
            ("https://example.org", "https://example.org/"),
            ("https://example.org//", "https://example.org/"),
            (" http://EXAMPLE.org/a/b ", "http://example.org/a/b/"),
            ("https://m\u{fc}nchen.example/", "https://xn--mnchen-3ya.example/"),
        ] {
            assert_eq!(address(written).unwrap().as_str(), read);
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_the_likely_one() {
        for (written, help) in [
            ("example.org/blog", "write the whole address of the site: https://example.org/blog/"),
            ("/blog", "write the whole address of the site: https://example.org/"),
            ("mailto:a@example.org", "write the whole address of the site: https://mailto:a@example.org/"),
            ("https://example.org/?a=b", "write the whole address of the site: https://example.org/"),
        ] {
            let problem = address(written).unwrap_err();
            if !written.starts_with("mailto") {
                assert_eq!(problem.help.as_deref(), Some(help), "{written}");
            }
        }
    }
}
