//! Files beside a post: where the site serves them by a rule of its own, relative addresses name them and no other pages.

use std::collections::HashSet;
use std::fs::{self, DirEntry};
use std::path::{Component, Path};
use std::sync::Arc;

use url::Url;

use super::Folders;
use crate::post::Post;
use crate::post::named::{Named, folder_of};
use crate::post::resolve::is_bundle;
use crate::site::pattern::encode_value;

impl Folders<'_> {
    /// Where the site serves the file that a relative address in a post's text or front matter names, counted from the
    /// folder of the post's own file. `None` where no such file is there, where it could be a post's, and where the site,
    /// or the post as a folder of its own, has its files beside its page.
    ///
    /// The disk is asked once for each folder, and only where such an address is written.
    pub(crate) fn beside(&self, post: &Post, named: Named<'_>) -> Option<Url> {
        if !self.site.files_in_place || is_bundle(&post.source) || !named.is_relative() {
            return None;
        }
        let extension = named.extension()?;
        if self.site.has_posts_of(extension) {
            return None;
        }
        let source = named.from(folder_of(&post.source))?;
        let name = source.rsplit_once('/').map_or(source.as_str(), |(_, name)| name);
        if !self.names(folder_of(&source)).contains(name) {
            return None;
        }
        self.served(&source).map(|url| named.with_tail(url))
    }

    /// The names of the files in a folder below the site's root.
    fn names(&self, folder: &str) -> Arc<HashSet<String>> {
        let known = self.names.read().ok().and_then(|known| known.get(folder).cloned());
        known.unwrap_or_else(|| {
            let found = Arc::new(self.listed(folder));
            if let Ok(mut known) = self.names.write() {
                known.insert(folder.to_owned(), Arc::clone(&found));
            }
            found
        })
    }

    fn listed(&self, folder: &str) -> HashSet<String> {
        let path = self.site.root.join(folder);
        let is_below = Path::new(folder).components().all(|part| matches!(part, Component::Normal(_)));
        let is_own = |real: &Path| self.own.iter().any(|own| real.starts_with(own));
        if !is_below || folder.contains('\0') || !path.canonicalize().is_ok_and(|real| is_own(&real)) {
            return HashSet::new();
        }
        let name = |entry: DirEntry| {
            let name = entry.file_name().into_string().ok()?;
            let kind = entry.file_type().ok()?;
            // A link counts where it leads to a file of the site.
            let is_file = kind.is_file() || (kind.is_symlink() && self.file(&path, &name).is_some());
            is_file.then_some(name)
        };
        let entries = fs::read_dir(&path).into_iter().flatten();
        entries.filter_map(Result::ok).filter_map(name).collect()
    }

    /// The address of a file below the site's root, by the first folder of served files that it lies in.
    fn served(&self, source: &str) -> Option<Url> {
        let site = self.site;
        let path = site.root.join(source);
        let below = |folder: &Path| Some(path.strip_prefix(folder).ok()?.to_str()?.replace('\\', "/"));
        let (prefix, below) = site.statics.iter().find_map(|part| Some((&part.prefix, below(&part.folder)?)))?;
        let mut url = site.url.clone();
        url.set_path(&format!("{prefix}{}", encode_value(&below)));
        Some(url)
    }
}
