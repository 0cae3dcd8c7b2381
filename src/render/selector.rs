//! Selectors: which elements of a text are meant, in the part of CSS that lists of things to remove are written in.

use super::tree::{NodeId, Tree};

/// A list of selectors: `nav.toc, #share > a, [data-copy]`.
///
/// Elements, classes, ids and attributes, joined by blanks (below) and `>` (right below), separated by commas.
///
/// ```
/// use feedwright::render::Selector;
///
/// assert!(Selector::parse("div.share > a[href^='https://']").is_ok());
/// assert!(Selector::parse("a:hover").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    alternatives: Vec<Vec<Step>>,
}

/// One element of a selector, and how it stands to the one before it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Step {
    /// Right below the one before, not only somewhere below.
    child: bool,
    tests: Vec<Test>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    Tag(String),
    Class(String),
    Attribute(String, Match, String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Match {
    Present,
    Equal,
    Begins,
    Ends,
    Contains,
    Word,
}

impl Selector {
    /// Reads a list of selectors.
    ///
    /// # Errors
    ///
    /// What cannot be read, for the message.
    pub fn parse(text: &str) -> Result<Self, String> {
        let alternatives = text.split(',').map(|one| steps(one.trim())).collect::<Result<_, _>>()?;
        Ok(Self { alternatives })
    }

    /// Whether an element is meant.
    pub(super) fn matches(&self, tree: &Tree, id: NodeId) -> bool {
        self.alternatives.iter().any(|steps| match steps.split_last() {
            Some((last, before)) => last.matches(tree, id) && stands_below(tree, id, before, last.child),
            None => false,
        })
    }
}

/// Whether an ancestor of `id` (its parent, for `child`) is the last of `steps`, and so on upwards. The nearest
/// ancestor that matches is taken: enough for lists of things to remove, and never slow.
fn stands_below(tree: &Tree, id: NodeId, steps: &[Step], child: bool) -> bool {
    let mut at = id;
    let mut child = child;
    for step in steps.iter().rev() {
        loop {
            let Some(parent) = tree.node(at).parent else { return false };
            at = parent;
            if step.matches(tree, at) {
                break;
            }
            if child {
                return false;
            }
        }
        child = step.child;
    }
    true
}

impl Step {
    fn matches(&self, tree: &Tree, id: NodeId) -> bool {
        let Some(tag) = tree.tag(id) else { return false };
        self.tests.iter().all(|test| match test {
            Test::Tag(name) => name == tag,
            Test::Class(class) => tree.has_class(id, class),
            Test::Attribute(name, how, wanted) => {
                tree.attribute(id, name).is_some_and(|value| how.holds(value, wanted))
            }
        })
    }
}

impl Match {
    fn holds(self, value: &str, wanted: &str) -> bool {
        match self {
            Self::Present => true,
            Self::Equal => value == wanted,
            Self::Begins => value.starts_with(wanted),
            Self::Ends => value.ends_with(wanted),
            Self::Contains => value.contains(wanted),
            Self::Word => value.split_ascii_whitespace().any(|word| word == wanted),
        }
    }
}

fn steps(text: &str) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    let mut step = Step::default();
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start();
        let apart = trimmed.len() < rest.len() || trimmed.starts_with('>');
        if apart && !step.tests.is_empty() {
            steps.push(std::mem::take(&mut step));
        }
        rest = trimmed;
        if let Some(after) = rest.strip_prefix('>').filter(|_| !steps.is_empty() && !step.child) {
            step.child = true;
            rest = after;
        } else if rest.is_empty() {
            break;
        } else {
            rest = test(rest, &mut step)?;
        }
    }
    if step.tests.is_empty() {
        return Err(format!("{text:?} ends where an element should stand"));
    }
    steps.push(step);
    Ok(steps)
}

/// Reads one test; gives what comes after it.
fn test<'a>(text: &'a str, step: &mut Step) -> Result<&'a str, String> {
    let fail = || Err(format!("{text:?} is no element, class, id or attribute"));
    let mut rest = text.chars();
    match rest.next() {
        Some('.') => {
            let (name, rest) = name(rest.as_str())?;
            step.tests.push(Test::Class(name.to_owned()));
            Ok(rest)
        }
        Some('#') => {
            let (name, rest) = name(rest.as_str())?;
            step.tests.push(Test::Attribute("id".to_owned(), Match::Equal, name.to_owned()));
            Ok(rest)
        }
        Some('[') => {
            let Some((inside, rest)) = rest.as_str().split_once(']') else { return fail() };
            step.tests.push(attribute(inside.trim())?);
            Ok(rest)
        }
        Some(_) => {
            let (name, rest) = name(text)?;
            step.tests.push(Test::Tag(name.to_ascii_lowercase()));
            Ok(rest)
        }
        None => fail(),
    }
}

fn name(text: &str) -> Result<(&str, &str), String> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(text.len());
    match text.split_at_checked(end) {
        Some((name, rest)) if !name.is_empty() => Ok((name, rest)),
        _ => Err(format!("{text:?} is no name")),
    }
}

fn attribute(inside: &str) -> Result<Test, String> {
    let (attribute, rest) = name(inside)?;
    let attribute = attribute.to_ascii_lowercase();
    let rest = rest.trim();
    if rest.is_empty() {
        return Ok(Test::Attribute(attribute, Match::Present, String::new()));
    }
    let operators =
        [("^=", Match::Begins), ("$=", Match::Ends), ("*=", Match::Contains), ("~=", Match::Word), ("=", Match::Equal)];
    let found = operators.iter().find_map(|(operator, how)| rest.strip_prefix(operator).map(|value| (*how, value)));
    let Some((how, value)) = found else { return Err(format!("[{inside}] is no test of an attribute")) };
    let value = value.trim();
    let bare = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote)).unwrap_or(value);
    Ok(Test::Attribute(attribute, how, bare.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(selector: &str, html: &str) -> Vec<String> {
        let tree = Tree::fragment(html);
        let selector = Selector::parse(selector).unwrap();
        let all = std::iter::successors(Some(super::super::tree::ROOT), |id| {
            tree.following(*id, super::super::tree::ROOT, true)
        });
        all.filter(|id| selector.matches(&tree, *id)).map(|id| tree.attribute(id, "id").unwrap().to_owned()).collect()
    }

    #[test]
    fn elements_are_found_by_name_class_id_and_attribute() {
        let html = "<nav id=a class='toc x'><p id=b><a id=c href=https://e.example/>x</a></p></nav><div id=d data-copy><a id=e>y</a></div>";
        for (selector, expected) in [
            ("nav", vec!["a"]),
            (".toc.x", vec!["a"]),
            ("#d", vec!["d"]),
            ("a", vec!["c", "e"]),
            ("nav a", vec!["c"]),
            ("nav > a", vec![]),
            ("div>a, .none", vec!["e"]),
            ("[data-copy]", vec!["d"]),
            ("a[href^='https:']", vec!["c"]),
            ("[class~=toc]", vec!["a"]),
            ("P", vec!["b"]),
        ] {
            assert_eq!(found(selector, html), expected, "{selector}");
        }
    }

    #[test]
    fn what_is_no_selector_is_told() {
        for text in ["", "a,", "a:hover", "a >", "> a", "[", "[x!=y]", "a > > b", "*"] {
            assert!(Selector::parse(text).is_err(), "{text}");
        }
    }
}
