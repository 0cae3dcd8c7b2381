//! Addresses that name files: the path, which is counted from a folder of the site, and what follows it.

use url::Url;

use super::id::decoded;

/// An address as it is written, taken for the path of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named<'w> {
    /// The path, not decoded.
    pub path: &'w str,
    /// The query and the fragment, each with what begins it.
    tail: &'w str,
}

impl<'w> Named<'w> {
    /// `None` for an address on its own or another host, and for one without a path.
    pub(crate) fn of(written: &'w str) -> Option<Self> {
        let end = memchr::memchr2(b'?', b'#', written.as_bytes()).unwrap_or(written.len());
        let (path, tail) = written.split_at_checked(end)?;
        let has_scheme = path.split('/').next().is_some_and(|first| first.contains(':'));
        (!path.is_empty() && !path.starts_with("//") && !has_scheme).then_some(Self { path, tail })
    }

    /// The extension of the file's name.
    pub(crate) fn extension(self) -> Option<&'w str> {
        let (_, extension) = self.path.rsplit_once('.')?;
        (!extension.is_empty() && !extension.contains('/')).then_some(extension)
    }

    /// Whether it is counted from the folder of the file in which it stands.
    pub(crate) fn is_relative(self) -> bool {
        !self.path.starts_with(['/', '\\'])
    }

    /// The path below the site's root, counted from this folder; `None` where it leads above the root.
    pub(crate) fn from(self, folder: &str) -> Option<String> {
        let path = decoded(self.path);
        let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(parts.join("/"))
    }

    /// The address of what the path names, with the query and the fragment that are written.
    pub(crate) fn with_tail(self, mut url: Url) -> Url {
        let (query, fragment) =
            self.tail.split_once('#').map_or((self.tail, None), |(query, part)| (query, Some(part)));
        if let Some(query) = query.strip_prefix('?') {
            url.set_query(Some(query));
        }
        if let Some(fragment) = fragment {
            url.set_fragment(Some(fragment));
        }
        url
    }
}

/// The folder in which a file or a folder lies; empty for the root.
pub(crate) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
