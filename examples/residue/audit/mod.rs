//! Builds the feeds of a site with all of its posts, reads the entries back from the files, and judges each.

pub mod entries;
pub mod faults;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use feedwright::config::{Config, main_feed};
use feedwright::feed::Document;
use feedwright::feed::select::{Allowances, View};
use feedwright::output::commit;
use feedwright::pipeline::{Memory, Order, documents, read_posts};
use feedwright::post::Occasion;
use feedwright::post::moment::Moment;
use feedwright::render::Policy;
use feedwright::site::{Generator, SiteOptions, open};

use entries::entries;
use faults::{Fault, Kind, faults};

/// A site of the folder, and how it is built.
#[derive(Debug)]
pub struct Case {
    /// The folder's name.
    pub name: String,
    /// The settings.
    pub options: SiteOptions,
}

/// What was found in a site.
#[derive(Debug)]
pub struct Audited {
    /// The folder's name.
    pub name: String,
    /// How many entries each of the feeds has.
    pub entries: usize,
    /// How many files were written.
    pub documents: usize,
    /// What must not be, with the address of the file's entry.
    pub faults: Vec<(String, Fault)>,
}

/// The sites of a folder: the rows of its `sites.tsv` where there is one (columns `site`, `root` and `options`, which
/// are those of the command), else every folder in it.
///
/// # Errors
///
/// The folder or its table cannot be read.
pub fn sites(folder: &Path) -> Result<Vec<Case>, String> {
    let cannot = |error: std::io::Error| format!("cannot read {}: {error}", folder.display());
    let table = folder.join("sites.tsv");
    if table.is_file() {
        return cases(folder, &fs::read_to_string(&table).map_err(cannot)?);
    }
    let mut cases = Vec::new();
    for found in fs::read_dir(folder).map_err(cannot)? {
        let root = found.map_err(cannot)?.path();
        if root.is_dir() {
            let name = root.file_name().unwrap_or_default().to_string_lossy().into_owned();
            cases.push(Case { name, options: SiteOptions { root, ..SiteOptions::default() } });
        }
    }
    cases.sort_by(|one, other| one.name.cmp(&other.name));
    if cases.is_empty() { Err(format!("no site in {}", folder.display())) } else { Ok(cases) }
}

fn cases(folder: &Path, table: &str) -> Result<Vec<Case>, String> {
    let mut lines = table.lines();
    let heads: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let case = |line: &str| {
        let cells: HashMap<&str, &str> = heads.iter().copied().zip(line.split('\t')).collect();
        let cell = |name: &str| cells.get(name).copied().unwrap_or_default();
        let name = cell("site").to_owned();
        let root: PathBuf = folder.join(&name).join(cell("root").trim_start_matches('.'));
        let mut options = SiteOptions { root, ..SiteOptions::default() };
        let mut words = cell("options").split_whitespace();
        while let (Some(option), Some(value)) = (words.next(), words.next()) {
            match option {
                "--site" => options.generator = Generator::ALL.into_iter().find(|kind| kind.name() == value),
                "--content" => options.content = Some(value.to_owned()),
                "--url" => options.url = Some(value.parse().map_err(|error| format!("{name}: {value}: {error}"))?),
                other => return Err(format!("{name}: {other} is no option of a table of sites")),
            }
        }
        Ok(Case { name, options })
    };
    lines.filter(|line| !line.is_empty()).map(case).collect()
}

/// Builds a site and judges every entry of every file.
///
/// # Errors
///
/// What ends a build, and a file that is no feed.
pub fn audit(case: &Case) -> Result<Audited, String> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", case.name);
    let output = tempfile::tempdir().map_err(|error| told(&error))?;
    let documents = build(&case.options).map_err(|error| told(&error))?;
    commit(output.path(), &documents).map_err(|error| told(&error))?;
    let mut audited = Audited { name: case.name.clone(), entries: 0, documents: documents.len(), faults: Vec::new() };
    // The formats carry the same HTML: it is judged once, and its faults are told of each.
    let mut judged: HashMap<String, Vec<Fault>> = HashMap::new();
    for document in &documents {
        let text = fs::read_to_string(output.path().join(&document.path)).map_err(|error| told(&error))?;
        let entries = entries(document.format, &text).map_err(|error| told(&error))?;
        audited.entries = audited.entries.max(entries.len());
        for entry in entries {
            let place = format!("{}: {}", document.path, entry.id);
            if let Some(html) = entry.content {
                let found = judged.entry(html).or_insert_with_key(|html| faults(html));
                audited.faults.extend(found.iter().map(|fault| (place.clone(), fault.clone())));
            }
            // A summary is words: they may be of templates, but they run nowhere.
            let summary = entry.summary.map(|html| faults(&html)).unwrap_or_default();
            let kept = summary.into_iter().filter(|fault| fault.kind == Kind::Runs);
            audited.faults.extend(kept.map(|fault| (place.clone(), fault)));
        }
    }
    Ok(audited)
}

/// The feeds of all posts in full, drafts and all.
fn build(options: &SiteOptions) -> Result<Vec<Document>, feedwright::Error> {
    let (site, _) = open(options)?;
    let posts = read_posts(&site, Memory::Nothing, Occasion::default(), &|| ())?.posts;
    let mut feed = main_feed();
    feed.limit = None;
    let order = Order {
        view: View {
            site: &site,
            now: Moment { instant: chrono::DateTime::UNIX_EPOCH.fixed_offset(), day_only: false },
            allowances: Allowances { drafts: true, future: true, expired: true },
        },
        feeds: &[feed],
        output_url: &site.url,
        summary_length: Config::without_file(&options.root).summary_length,
        beginning: 70,
        pages: None,
        policy: &Policy::default(),
    };
    documents(&order, &posts).map(|(documents, _)| documents)
}
