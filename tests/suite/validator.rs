//! The cases of the W3C feed validator beside our own verdicts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use feedwright::check::{Options, check};
use feedwright::problem::Severity;

use crate::ground::shared;

/// At least so many of a thousand cases agree, and so many verdicts are the same throughout. They only ever grow.
const AGREE: usize = 994;
const SAME: usize = 992;

/// The classes of messages that stand for kinds of others.
const KINDS: &[(&str, &[&str])] = &[
    ("ContainsHTML", &["ContainsUndeclaredHTML", "CharacterData"]),
    ("DuplicateElement", &["TooMany"]),
    ("DuplicateSemantics", &["DuplicateItemSemantics", "DuplicateDescriptionSemantics"]),
    ("EmailFormat", &["MissingRealName"]),
    ("InvalidContact", &["InvalidAddrSpec"]),
    ("InvalidISO8601Date", &["InvalidW3CDTFDate"]),
    ("InvalidInteger", &["InvalidNonNegativeInteger", "InvalidPositiveInteger", "UseZeroForUnknown"]),
    (
        "InvalidLink",
        &["UriNotIri", "InvalidIRI", "InvalidFullLink", "InvalidUriChar", "InvalidURIAttribute", "InvalidURLAttribute"],
    ),
    ("InvalidNonNegativeInteger", &["UseZeroForUnknown"]),
    ("InvalidRFC2822Date", &["IncorrectDOW"]),
    ("InvalidURIAttribute", &["InvalidURLAttribute"]),
    ("MissingAttribute", &["MissingHref"]),
    (
        "MissingElement",
        &[
            "MissingDescription",
            "MissingLink",
            "MissingTitle",
            "ItemMustContainTitleOrDescription",
            "MissingXhtmlDiv",
            "MissingContentOrAlternate",
        ],
    ),
    ("MissingNamespace", &["NotInANamespace"]),
    ("MissingSelf", &["MissingAtomSelfLink"]),
    ("SAXError", &["WPBlankLine", "MissingNamespace", "NotInANamespace", "UndefinedNamedEntity"]),
    ("SecurityRisk", &["SecurityRiskAttr", "DangerousStyleAttr"]),
    ("SecurityRiskAttr", &["DangerousStyleAttr"]),
    ("UndefinedElement", &["NoBlink", "NoThrWhen"]),
];

struct Case<'a> {
    name: &'a str,
    expects: &'a str,
    verdict: BTreeSet<String>,
}

fn cases(table: &str) -> impl Iterator<Item = Case<'_>> {
    table.lines().skip(1).map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        let verdict = fields[4].split_whitespace().map(str::to_owned).collect();
        Case { name: fields[0], expects: fields[1], verdict }
    })
}

/// What we say of a case, in the words of the verdict: `error:SAXError`; classes that are only told are `advice`.
fn ours(folder: &Path, name: &str, with_url: bool) -> BTreeSet<String> {
    let bytes = std::fs::read(folder.join(name)).unwrap();
    let url = with_url.then(|| format!("http://www.feedvalidator.org/testcases/{name}"));
    // The verdicts were given in 2026.
    let options = Options { now: Some(1_790_000_000), url };
    check(name, &bytes, &options)
        .iter()
        .map(|finding| format!("{}:{}", finding.severity.word(), finding.rule.w3c.unwrap_or(finding.rule.code)))
        .collect()
}

fn is_met(expects: &str, found: &BTreeSet<String>) -> bool {
    let (is_negated, class) = expects.strip_prefix('!').map_or((false, expects), |class| (true, class));
    if class.starts_with("Valid") {
        return true;
    }
    let has = |class: &str| found.iter().any(|found| found.split_once(':').is_some_and(|(_, name)| name == class));
    let kinds = KINDS.iter().find(|(kind, _)| *kind == class).map_or(&[][..], |(_, kinds)| kinds);
    let is_there = match class {
        "Error" => has_error(found),
        "Warning" => found.iter().any(|found| found.starts_with("warning:")),
        _ => has(class) || kinds.iter().any(|kind| has(kind)),
    };
    is_there != is_negated
}

fn has_error(found: &BTreeSet<String>) -> bool {
    found.iter().any(|found| found.starts_with(Severity::Error.word()))
}

/// Without what only we say, and what only a fetched feed shows.
fn comparable(found: &BTreeSet<String>) -> BTreeSet<&str> {
    let counts = |found: &&str| {
        !found.starts_with("advice:") && !found.ends_with(":SelfDoesntMatchLocation") && !found.contains('-')
    };
    found.iter().map(String::as_str).filter(counts).collect()
}

#[test]
fn the_cases_of_the_w3c_validator_agree() {
    let Some(folder) = shared("validator") else { return };
    let table = std::fs::read_to_string(folder.join("cases.tsv")).unwrap();
    let known =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/validator-disagreements.tsv"))
            .unwrap_or_default();
    let excused: BTreeMap<&str, &str> = known.lines().skip(1).filter_map(|line| line.split_once('\t')).collect();
    let (mut total, mut agreed, mut same) = (0, 0, 0);
    let mut unexcused = Vec::new();
    let mut differences = Vec::new();
    for case in cases(&table) {
        total += 1;
        let found = ours(&folder.join("cases"), case.name, false);
        let parity = has_error(&found) == has_error(&case.verdict);
        if parity && is_met(case.expects, &found) {
            agreed += 1;
        } else if !excused.contains_key(case.name) {
            unexcused.push(format!("{} wants {}: {found:?} for {:?}", case.name, case.expects, case.verdict));
        }
        if comparable(&found) == comparable(&case.verdict) {
            same += 1;
        } else {
            let (ours, theirs) = (comparable(&found), comparable(&case.verdict));
            let more: Vec<&&str> = ours.difference(&theirs).collect();
            let less: Vec<&&str> = theirs.difference(&ours).collect();
            differences.push(format!("{}: +{more:?} -{less:?}", case.name));
        }
    }
    println!("{agreed} of {total} cases agree, {same} verdicts are the same");
    if std::env::var_os("FEEDWRIGHT_SHOW").is_some() {
        println!("{}", differences.join("\n"));
    }
    assert!(unexcused.is_empty(), "{}", unexcused.join("\n"));
    assert!(agreed * 1000 >= AGREE * total && same * 1000 >= SAME * total, "fewer cases agree than before");
}
