//! Hugo's date sources (`resources/page/pagemeta/page_frontmatter.go`): the defaults, and what `frontmatter` in the
//! configuration makes of them.

use super::config::Config;
use crate::problem::{Problem, Rule, Severity};
use crate::site::{DateSource, Dates, Naive};

/// A date source that gives another date on every machine.
pub const FILE_TIME: Rule = Rule {
    code: "file-time-ignored",
    severity: Severity::Advice,
    summary: "the configuration takes dates from the times of files, which no two copies of a site share",
};

/// Where the dates of a site's pages come from.
///
/// Hugo's feed shows `PublishDate`, its addresses are made of `Date`. A date that the chain of `Date` found counts as
/// the front matter's `date` in the chains after it, which is why they end with it here.
pub fn dates(config: &Config, problems: &mut Vec<Problem>) -> Dates {
    let git = config.flag("enableGitInfo");
    let mut chain = |field: &str, default: &[&str]| {
        let mut words = Vec::new();
        let written = config.get(&format!("frontmatter.{field}"));
        match &written {
            None => words.extend(default.iter().map(|word| (*word).to_owned())),
            Some(value) => {
                for word in super::config::texts(value.node) {
                    match word.to_lowercase().as_str() {
                        ":default" => words.extend(default.iter().map(|word| (*word).to_owned())),
                        ":filemodtime" => problems.push(
                            Problem::new(
                                &FILE_TIME,
                                ":fileModTime gives a date that changes with every copy of the site",
                            )
                            .at(value.place())
                            .help("write the date into the posts, or use :git with enableGitInfo"),
                        ),
                        word => words.push(word.to_owned()),
                    }
                }
            }
        }
        sources(&words, git)
    };
    let address = chain("date", &["date", "publishdate", "lastmod"]);
    let mut published = chain("publishdate", &["publishdate", "date"]);
    published.extend(address.iter().cloned());
    Dates {
        published: unique(published),
        updated: chain("lastmod", &[":git", "lastmod", "date", "publishdate"]),
        appears: Vec::new(),
        expires: chain("expirydate", &["expirydate"]),
        address,
        naive: Naive::SiteZone,
    }
}

/// The sources of a chain's words, each key followed by its aliases.
fn sources(words: &[String], git: bool) -> Vec<DateSource> {
    let mut sources = Vec::new();
    for word in words {
        let aliases: &[&str] = match word.as_str() {
            ":filename" => {
                sources.push(DateSource::PaddedFileName);
                continue;
            }
            ":git" => {
                if git {
                    sources.push(DateSource::GitLast);
                }
                continue;
            }
            "lastmod" => &["modified"],
            "publishdate" => &["pubdate", "published"],
            "expirydate" => &["unpublishdate"],
            _ => &[],
        };
        sources.push(DateSource::Key(word.clone()));
        sources.extend(aliases.iter().map(|alias| DateSource::Key((*alias).to_owned())));
    }
    unique(sources)
}

fn unique(sources: Vec<DateSource>) -> Vec<DateSource> {
    let mut kept: Vec<DateSource> = Vec::with_capacity(sources.len());
    for source in sources {
        if !kept.contains(&source) {
            kept.push(source);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::dates;
    use crate::site::DateSource;
    use crate::site::hugo::config::Config;

    fn shown(text: &str) -> [String; 4] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("hugo.toml"), text).unwrap();
        let config = Config::load(folder.path(), &mut Vec::new()).unwrap();
        let dates = dates(&config, &mut Vec::new());
        let word = |source: &DateSource| match source {
            DateSource::Key(key) => key.clone(),
            other => format!("{other:?}"),
        };
        [dates.published, dates.address, dates.updated, dates.expires]
            .map(|chain| chain.iter().map(word).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn the_chains_are_hugos() {
        assert_eq!(
            shown(""),
            [
                "publishdate pubdate published date lastmod modified",
                "date publishdate pubdate published lastmod modified",
                "lastmod modified date publishdate pubdate published",
                "expirydate unpublishdate",
            ]
        );
        assert_eq!(
            shown(
                "enableGitInfo = true\n[frontmatter]\ndate = [':filename', ':default']\nlastmod = [':git', ':fileModTime']\n"
            ),
            [
                "publishdate pubdate published date PaddedFileName lastmod modified",
                "PaddedFileName date publishdate pubdate published lastmod modified",
                "GitLast",
                "expirydate unpublishdate",
            ]
        );
    }
}
