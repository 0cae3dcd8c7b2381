//! What the user says of the site, in `feedwright.toml` or by options.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono_tz::Tz;
use url::Url;

use super::{Generator, IdScheme, UpdateSource};
use crate::post::person::Person;

/// What the user says of the site, in `feedwright.toml` or by options; each beats what the generator's own
/// configuration says.
#[derive(Debug, Clone, Default)]
pub struct SiteOptions {
    /// The folder of the site.
    pub root: PathBuf,
    /// The generator; `None` to recognise it.
    pub generator: Option<Generator>,
    /// The folder of the posts below the root, where it is not the generator's usual one.
    pub content: Option<String>,
    /// The absolute address of the site.
    pub url: Option<Url>,
    /// The zone of dates without one.
    pub zone: Option<Tz>,
    /// Title of the site.
    pub title: Option<String>,
    /// What the site is about.
    pub description: Option<String>,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// Copyright notice.
    pub rights: Option<String>,
    /// Who writes when a post does not say.
    pub authors: Vec<Person>,
    /// The authors table.
    pub people: BTreeMap<String, Person>,
    /// Square image, absolute or below the site's address.
    pub icon: Option<String>,
    /// Wide image, absolute or below the site's address.
    pub logo: Option<String>,
    /// Folder of files that are served unchanged, below the root.
    pub statics: Option<String>,
    /// Where the addresses of posts come from.
    pub links: Links,
    /// The folder of the built site, below the root unless absolute, where it is not the generator's usual one.
    pub built: Option<PathBuf>,
    /// Template of a page's address, where the rule lives in code that cannot be run: `/blog/{slug}/`.
    pub permalink: Option<String>,
    /// How ids are made.
    pub id: Option<IdScheme>,
    /// Glob patterns of files that are no posts.
    pub exclude: Vec<String>,
    /// The folders that feeds or built pages are written into: what lies in them is no post, unless the folder of the
    /// posts is one of them or lies in one.
    pub written: Vec<PathBuf>,
    /// Order of the sources of `updated`.
    pub updated: Option<Vec<UpdateSource>>,
    /// Switches of the Markdown dialect that the user sets, by name: `smart-punctuation`.
    pub markdown: BTreeMap<String, bool>,
}

/// Where the addresses of posts come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Links {
    /// The generator's rule.
    #[default]
    Rule,
    /// The pages of the built site; the rule only where its page is there.
    Built,
}

impl Links {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Rule, Self::Built];

    /// Its name in `[site] links`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Built => "built",
        }
    }
}
