//! The settings of a run: the configuration file under what was typed.

use std::path::{Component, Path, PathBuf};

use chrono::Utc;
use feedwright::Error;
use feedwright::config::{self, Config};
use feedwright::feed::select::{Allowances, View};
use feedwright::post::moment::Moment;
use feedwright::post::person::Person;
use feedwright::post::{Noting, Occasion};
use feedwright::problem::{Level, Levels, Problem};
use feedwright::site::detect::is_configured;
use feedwright::site::{Site, SiteOptions};

use crate::cli::{Messages, SaidArgs, SiteArgs};

/// The name that a configuration file has when none is given.
pub const FILE_NAME: &str = "feedwright.toml";

/// Everything that a subcommand which reads posts needs.
#[derive(Debug)]
pub struct Settings {
    /// The configuration, with what was typed over it.
    pub config: Config,
    /// The warnings about the configuration.
    pub problems: Vec<Problem>,
    /// The time that decides what is in the future.
    pub now: Moment,
    /// What was let in by options, for this run only.
    pub typed: Allowances,
    /// The folder of the configuration file, where there is one: the ledger lies beside it.
    folder: Option<PathBuf>,
}

impl Settings {
    /// Reads the configuration file, if there is one, and lays the options over it.
    ///
    /// # Errors
    ///
    /// A configuration file that was named and cannot be read, or its problems; codes that no rule has.
    pub fn read(arguments: &SiteArgs, messages: &Messages) -> Result<Self, Error> {
        let (mut config, problems, folder) = file(arguments)?;
        lay_over(&mut config, arguments);
        let built = config.site.built.as_ref().map(|built| config.site.root.join(built));
        config.site.written = built.into_iter().chain([config.output.clone()]).collect();
        levels(&mut config.levels, messages)?;
        let now = arguments.now.unwrap_or_else(|| Utc::now().fixed_offset());
        let typed = Allowances { drafts: arguments.drafts, future: arguments.future, expired: arguments.expired };
        Ok(Self { config, problems, now: Moment { instant: now, day_only: false }, typed, folder })
    }

    /// The folder of the ledger: that of the configuration file, else the site's.
    pub fn ledger_folder(&self) -> &Path {
        self.folder.as_deref().unwrap_or(&self.config.site.root)
    }

    /// The posts of `site` as the public sees them: what options let in for this run is not.
    pub fn public_view<'a>(&self, site: &'a Site) -> View<'a> {
        let (publish, typed) = (self.config.publish, self.typed);
        let allowances = Allowances {
            drafts: publish.drafts && !typed.drafts,
            future: publish.future && !typed.future,
            expired: publish.expired && !typed.expired,
        };
        View { site, now: self.now, allowances }
    }

    /// The occasion of this run, on which origins are noted as `noting` says.
    pub fn occasion(&self, noting: Noting) -> Occasion {
        Occasion { now: Some(self.now), noting, drafts: self.config.publish.drafts, kept: 0 }
    }

    /// The posts of `site` as this run looks at them.
    pub fn view<'a>(&self, site: &'a Site) -> View<'a> {
        View { site, now: self.now, allowances: self.config.publish }
    }
}

fn file(arguments: &SiteArgs) -> Result<(Config, Vec<Problem>, Option<PathBuf>), Error> {
    let root = arguments.root.clone().unwrap_or_else(|| PathBuf::from("."));
    let path = match &arguments.config {
        Some(path) => path.clone(),
        None => root.join(FILE_NAME),
    };
    if arguments.config.is_none() && !path.exists() {
        return Ok((Config::without_file(&root), Vec::new(), None));
    }
    let (mut config, problems) = config::load(&path)?;
    if arguments.root.is_some() {
        config.site.root = root;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok((config, problems, Some(folder.to_owned())))
}

/// The codes that were typed, over those of the configuration.
///
/// # Errors
///
/// A code that no rule has.
pub fn levels(levels: &mut Levels, messages: &Messages) -> Result<(), Error> {
    // What was typed in which order is not known: the stricter counts.
    let typed = [(&messages.allow, Level::Allow), (&messages.warn, Level::Warn), (&messages.deny, Level::Deny)];
    for (codes, level) in typed {
        for code in codes {
            config::known_code(code).map_err(|problem| Error::Problems(vec![problem]))?;
            levels.set(code, level);
        }
    }
    Ok(())
}

fn lay_over(config: &mut Config, arguments: &SiteArgs) {
    lay_over_site(&mut config.site, &arguments.said);
    config.ledger &= !arguments.no_ledger;
    config.publish.drafts |= arguments.drafts;
    config.publish.future |= arguments.future;
    config.publish.expired |= arguments.expired;
}

/// What was said of the site, over what is configured.
pub fn lay_over_site(site: &mut SiteOptions, said: &SaidArgs) {
    site.generator = said.site.or(site.generator);
    site.url = said.url.clone().or(site.url.take());
    site.zone = said.timezone.or(site.zone);
    site.title = said.title.clone().or(site.title.take());
    site.description = said.description.clone().or(site.description.take());
    site.language = said.language.clone().or(site.language.take());
    if let Some(name) = &said.author {
        site.authors = vec![Person { name: name.trim().to_owned(), ..Person::default() }];
    }
    if let Some(content) = &said.content {
        lay_over_content(site, content);
    }
    if let Some(built) = &said.built {
        // It was typed where the command runs, and is looked for below the site's folder.
        site.built = if site.root == Path::new(".") { Some(built.clone()) } else { std::path::absolute(built).ok() };
    }
}

/// The folder of the posts, over what is configured.
///
/// The address and the title of a generator's site are in its folder, wherever its posts are; a folder with a
/// configuration of its own is a site, whose own rules say where in it the posts are.
fn lay_over_content(site: &mut SiteOptions, content: &Path) {
    let (root, below) = content_folder(&site.root, content);
    let is_inside = root == site.root;
    let (is_site, is_its_own) = (is_configured(&site.root), is_configured(&root.join(&below)));
    if is_its_own && !below.is_empty() && !is_site && site.generator.is_none() || is_its_own && !is_inside {
        (site.root, site.content) = (root.join(below), None);
        return;
    }
    let outer = (is_site && !is_inside).then(|| relative(&site.root, content)).flatten();
    if outer.is_none() {
        site.root = root;
    }
    site.content = Some(outer.unwrap_or(below));
}

/// The root and the folder below it for a `--content` that was typed.
///
/// It is taken below the site's root where it lies there; a folder elsewhere is a site of its own, unless the root
/// is a generator's: see [`lay_over_content`].
fn content_folder(root: &Path, content: &Path) -> (PathBuf, String) {
    let below = |path: &Path| {
        let parts: Vec<_> = path.components().filter(|part| !matches!(part, std::path::Component::CurDir)).collect();
        let inside = parts.iter().all(|part| matches!(part, std::path::Component::Normal(_)));
        inside.then(|| parts.iter().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"))
    };
    // One folder may be spelled in many ways, and its posts keep their ids by their path below the site's root.
    let real = root.canonicalize().ok().zip(content.canonicalize().ok());
    let inside = real.as_ref().and_then(|(root, content)| content.strip_prefix(root).ok());
    if let Some(name) = content.strip_prefix(root).ok().or(inside).and_then(below) {
        return (root.to_owned(), name);
    }
    // What is there where the command runs, and not below the root, is elsewhere.
    match below(content).filter(|name| root.join(name).is_dir() || !content.is_dir()) {
        Some(name) => (root.to_owned(), name),
        None => (content.to_owned(), String::new()),
    }
}

/// The path from one folder to another, `../posts`, where both are there and on one disk.
pub fn relative(from: &Path, to: &Path) -> Option<String> {
    let (from, to) = (from.canonicalize().ok()?, to.canonicalize().ok()?);
    let shared = from.components().zip(to.components()).take_while(|(one, other)| one == other).count();
    let up = from.components().skip(shared).map(|_| Some(".."));
    let down = to.components().skip(shared).map(|part| match part {
        Component::Normal(name) => name.to_str(),
        _ => None,
    });
    let parts: Option<Vec<&str>> = up.chain(down).collect();
    parts.map(|parts| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_below_the_root_keeps_the_root() {
        for (root, content, expected) in [
            (".", "posts", (".", "posts")),
            (".", "./a/b/", (".", "a/b")),
            ("/blog", "/blog/posts", ("/blog", "posts")),
            (".", "/elsewhere/posts", ("/elsewhere/posts", "")),
            (".", "../posts", ("../posts", "")),
            (".", ".", (".", "")),
        ] {
            let (found_root, below) = content_folder(Path::new(root), Path::new(content));
            assert_eq!((found_root.as_path(), below.as_str()), (Path::new(expected.0), expected.1), "{root} {content}");
        }
    }
}
