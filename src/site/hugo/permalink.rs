//! Hugo's `permalinks`: which pattern a page's address follows, and what its tokens stand for
//! (`resources/page/permalinks.go`).

use chrono::{DateTime, Datelike, FixedOffset};
use globset::{GlobBuilder, GlobMatcher};

use super::config::{Config, Value, find};
use super::layout::format;
use crate::problem::Problem;
use crate::site::PLACEHOLDER;
use crate::site::pattern::Pattern;

/// A pattern and the pages that follow it.
#[derive(Debug, Clone)]
pub struct Rule {
    target: Target,
    language: Option<String>,
    /// The pattern.
    pub pattern: Pattern,
    /// Where it stands, for `explain`: `permalinks.posts in hugo.toml`.
    pub because: String,
}

#[derive(Debug, Clone)]
enum Target {
    /// The pages of a section and all below it.
    Section(String),
    /// The pages that lie in no section.
    Root,
    /// The pages whose logical path matches.
    Path(GlobMatcher),
    /// Every page.
    All,
}

impl Rule {
    /// Whether the page at `path`, in lower case and from `/`, follows the pattern.
    #[must_use]
    pub fn takes(&self, path: &str, language: &str) -> bool {
        let of_target = match &self.target {
            Target::Section(section) => path
                .strip_prefix('/')
                .and_then(|path| path.strip_prefix(section.as_str()))
                .is_some_and(|rest| rest.starts_with('/') || rest.is_empty()),
            Target::Root => path.matches('/').count() == 1,
            Target::Path(glob) => glob.is_match(path),
            Target::All => true,
        };
        of_target && self.language.as_deref().is_none_or(|own| own == language)
    }
}

/// The patterns of `permalinks` for pages, in the order in which they are tried.
pub fn rules(config: &Config, languages: &[String], problems: &mut Vec<Problem>) -> Vec<Rule> {
    let mut rules = Vec::new();
    for language in languages {
        let key = format!("languages.{language}.permalinks");
        gather(config, &key, Some(language), &mut rules);
    }
    gather(config, "permalinks", None, &mut rules);
    for (rule, value) in &rules {
        if let Some(unknown) = rule.pattern.fields().find(|(name, argument)| !is_known(name, *argument)) {
            problems.push(unknown_token(unknown.0).at(value.place()));
        }
    }
    rules.into_iter().map(|(rule, _)| rule).collect()
}

fn gather<'c>(config: &'c Config, key: &str, language: Option<&String>, rules: &mut Vec<(Rule, Value<'c>)>) {
    let Some(first) = config.get(key) else { return };
    if let Some(list) = first.node.as_list() {
        for node in list {
            rules.extend(targeted(Value { node, ..first }, language));
        }
        return;
    }
    let mut found = Vec::new();
    for (name, value) in config.entries(key) {
        if let Some(pattern) = value.node.text() {
            found.push((name.clone(), sectional(&name, pattern, key, value, language), value));
        }
    }
    // A pattern of its own kind stands beside the older form without one; the newer is taken as the one that is meant.
    for (name, value) in config.entries(&format!("{key}.page")) {
        if let Some(pattern) = value.node.text() {
            found.retain(|(known, _, _)| *known != name);
            found.push((name.clone(), sectional(&name, pattern, key, value, language), value));
        }
    }
    // Hugo goes through its map in no order; the deepest section is what an author means.
    found.sort_by_key(|(name, _, _)| std::cmp::Reverse(name.matches('/').count()));
    rules.extend(found.into_iter().map(|(_, rule, value)| (rule, value)));
}

fn sectional(name: &str, pattern: &str, key: &str, value: Value<'_>, language: Option<&String>) -> Rule {
    let section = name.trim_matches([' ', '/']);
    let target = if section.is_empty() { Target::Root } else { Target::Section(section.to_owned()) };
    let because = format!("{key}.{name} in {}", value.settings.file);
    Rule { target, language: language.cloned(), pattern: compile(pattern), because }
}

/// A rule of the array form: `[[permalinks]]` with `pattern` and `target`.
fn targeted<'c>(value: Value<'c>, language: Option<&String>) -> Option<(Rule, Value<'c>)> {
    let map = value.node.as_map()?;
    let pattern = find(map, "pattern")?;
    let text = pattern.value.text()?;
    let of = |key: &str| find(map, &format!("target.{key}")).and_then(|entry| entry.value.text());
    if of("kind").is_some_and(|kind| !matches_word(kind, "page")) {
        return None;
    }
    let target = match of("path") {
        None => Target::All,
        Some(path) => Target::Path(path_glob(path)?),
    };
    let rule = Rule {
        target,
        language: of("lang").map(str::to_owned).or_else(|| language.cloned()),
        pattern: compile(text),
        because: format!("permalinks in {}", value.settings.file),
    };
    Some((rule, Value { node: &pattern.value, ..value }))
}

/// A pattern of Hugo's, taken apart.
#[must_use]
pub fn compile(pattern: &str) -> Pattern {
    Pattern::colon(pattern, |c| c.is_ascii_alphanumeric() || c == '_', true)
}

/// A glob of Hugo's over logical paths, in lower case.
#[must_use]
pub fn path_glob(path: &str) -> Option<GlobMatcher> {
    let glob = GlobBuilder::new(&path.to_lowercase()).literal_separator(true).build().ok()?;
    Some(glob.compile_matcher())
}

/// Whether a glob of words, such as `page` or `{page,section}`, takes `word`.
#[must_use]
pub fn matches_word(glob: &str, word: &str) -> bool {
    GlobBuilder::new(&glob.to_lowercase()).build().is_ok_and(|glob| glob.compile_matcher().is_match(word))
}

/// The problem of a token that Hugo does not know.
#[must_use]
pub fn unknown_token(name: &str) -> Problem {
    Problem::new(&PLACEHOLDER, format!("Hugo has no permalink token :{name}")).help(
        "write one of :year :month :monthname :day :weekday :weekdayname :yearday :section :sections :sectionslug \
         :sectionslugs :title :slug :filename :slugorfilename :contentbasename :slugorcontentbasename",
    )
}

/// Whether Hugo knows a token.
#[must_use]
pub fn is_known(name: &str, argument: Option<&str>) -> bool {
    if argument.is_some() {
        return matches!(name, "sections" | "sectionslugs");
    }
    is_dated(name)
        || matches!(name, "section" | "sectionslug" | "sections" | "sectionslugs" | "title" | "slug" | "filename")
        || matches!(name, "slugorfilename" | "contentbasename" | "slugorcontentbasename")
}

/// Whether a token is made from the date.
#[must_use]
pub fn is_dated(name: &str) -> bool {
    let named = ["year", "month", "monthname", "day", "weekday", "weekdayname", "yearday"].contains(&name);
    named || (!is_word(name) && format(name, &reference()) != name)
}

fn is_word(name: &str) -> bool {
    ["section", "sectionslug", "sections", "sectionslugs", "title", "slug", "filename"].contains(&name)
        || ["slugorfilename", "contentbasename", "slugorcontentbasename"].contains(&name)
}

/// A date no field of which is that of Go's reference date, so that any layout shows.
fn reference() -> DateTime<FixedOffset> {
    DateTime::from_timestamp(1_573_342_902, 0).unwrap_or_default().fixed_offset()
}

/// What a token of the date stands for.
#[must_use]
pub fn date(name: &str, at: &DateTime<FixedOffset>) -> String {
    match name {
        "year" => at.year().to_string(),
        "month" => format!("{:02}", at.month()),
        "monthname" => at.format("%B").to_string(),
        "day" => format!("{:02}", at.day()),
        "weekday" => at.weekday().num_days_from_sunday().to_string(),
        "weekdayname" => at.format("%A").to_string(),
        "yearday" => at.ordinal().to_string(),
        _ => format(name, at),
    }
}

/// The part of `sections` that an index or slice such as `1:`, `last` or `0:2` names.
#[must_use]
pub fn slice<'s>(sections: &'s [String], cut: &str) -> &'s [String] {
    let cut = cut.trim().to_ascii_lowercase();
    let number = |text: &str, otherwise: usize| match text {
        "" => Some(otherwise),
        "last" => sections.len().checked_sub(1),
        // Go reads what is no number, or a negative one, as 0.
        _ => Some(text.parse().unwrap_or(0)),
    };
    let range = match cut.split_once(':') {
        None => number(&cut, 0).map(|at| (at, at.saturating_add(1))),
        Some((low, high)) => number(low, 0).zip(number(high, sections.len())),
    };
    let Some((low, high)) = range else { return &[] };
    if low >= sections.len() {
        return &[];
    }
    sections.get(low..high.min(sections.len())).unwrap_or(&[])
}

/// The environments and languages that a target names: whether it holds for a production build.
#[must_use]
pub fn holds_in_production(environment: Option<&str>) -> bool {
    environment.is_none_or(|glob| matches_word(glob, "production"))
}
