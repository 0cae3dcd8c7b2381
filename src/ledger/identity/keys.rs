//! What survives of a link, a path and a date when a site moves: by these an entry is looked for.

use crate::ledger::Line;
use crate::post::moment::Moment;

/// A link without scheme, host, `index.html`, `.html` and closing slash: what survives a move to another domain or
/// another style of addresses. `None` for the home page and for what is no link.
pub(crate) fn bare_link(link: &str) -> Option<String> {
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    let path = rest.split_once('/').map(|(_, path)| path)?;
    let path = path.split_once('#').map_or(path, |(path, _)| path);
    let path = path.strip_suffix("index.html").unwrap_or(path);
    let path = path.strip_suffix(".html").unwrap_or(path);
    let path = path.trim_matches('/');
    (!path.is_empty()).then(|| path.to_ascii_lowercase())
}

pub(super) fn line_name_and_day(line: &Line) -> Option<(String, String)> {
    name_and_day(&line.source, line.published.as_ref())
}

/// A file's name without its date and ending, or its folder's name for an index file, and its calendar day.
pub(super) fn name_and_day(source: &str, published: Option<&Moment>) -> Option<(String, String)> {
    let day = published?.instant.format("%Y-%m-%d").to_string();
    Some((file_stem(source)?.to_lowercase(), day))
}

/// The part of a path that names the post: `2024-01-08-hello.md` and `hello/index.md` are both `hello`.
pub(crate) fn file_stem(source: &str) -> Option<&str> {
    let (folders, file) = source.rsplit_once('/').unwrap_or(("", source));
    let stem = file.split('.').next().unwrap_or(file);
    let stem = if matches!(stem, "index" | "_index") { folders.rsplit('/').next()? } else { stem };
    let is_date = |date: &str| {
        date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 | 10 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
    };
    let name = match stem.split_at_checked(11) {
        Some((date, name)) if is_date(date) && !name.is_empty() => name,
        _ => stem,
    };
    (!name.is_empty()).then_some(name)
}
