//! The two sources of content: a post's own text and the page that was built of it. Which is taken, and why.

use std::collections::HashSet;

use super::formula;
use super::furniture;
use super::html::SafeHtml;
use super::links::Links;
use super::markdown::{self, Content};
use super::page::{self, Candidate, Page};
use super::policy::{ContentSource, Policy};
use super::text::plain;
use super::tree::{NodeData, NodeId, ROOT, Tree};
use crate::post::Post;
use crate::problem::{Place, Problem, Rule, Severity};
use crate::site::built::pages::{BuiltPage, Pages};

/// No element of a page is the article.
pub static ARTICLE_MISSING: Rule = Rule {
    code: "article-missing",
    severity: Severity::Error,
    summary: "no element of an entry's built page holds the words of the post",
};

/// A page lacks words of its post.
pub static PAGE_STALE: Rule = Rule {
    code: "page-stale",
    severity: Severity::Warning,
    summary: "the built page of an entry lacks words of its post: it may be older than the post",
};

/// Where the content of an entry is to come from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choice<'a> {
    /// The source that is asked for.
    pub from: ContentSource,
    /// The built site; `None` where there is none.
    pub pages: Option<&'a Pages>,
}

/// Where the content of an entry was taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// The post's own text.
    Own {
        /// Why not the built page, where that was asked for.
        because: Option<String>,
    },
    /// An element of the built page.
    Page {
        /// The page's file.
        file: String,
        /// The element: `<div class="e-content">`.
        element: String,
        /// Why not the post's own text, where that would have done.
        because: Option<String>,
    },
}

impl std::fmt::Display for Taken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let because = match self {
            Self::Own { because } => {
                f.write_str("the post's own text")?;
                because
            }
            Self::Page { file, element, because } => {
                write!(f, "{element} of {file}")?;
                because
            }
        };
        because.as_ref().map_or(Ok(()), |because| write!(f, ", since {because}"))
    }
}

/// What a post's own text came to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Own<'a> {
    pub post: &'a Post,
    pub html: &'a SafeHtml,
    /// What in it only the generator can render.
    pub needs: Option<&'a str>,
    /// Whether its language is written from right to left.
    pub from_the_right: bool,
}

/// What was chosen.
#[derive(Debug)]
pub(super) struct Chosen {
    pub taken: Taken,
    /// The content of the built page, where that was taken.
    pub page: Option<Content>,
    /// Whether the page's article began with the title, which was left out.
    pub began_with_title: bool,
    pub problem: Option<Problem>,
}

/// Chooses a source. What is wrong with a page that was asked for is an error, and a warning where the post's own text
/// would do as well (`auto`); the own text stands in for it.
pub(super) fn choose(choice: Choice<'_>, own: Own<'_>, policy: &Policy) -> Chosen {
    let stays = |because: Option<&str>, problem: Option<Problem>| {
        let because = because.map(str::to_owned);
        Chosen { taken: Taken::Own { because }, page: None, began_with_title: false, problem }
    };
    match (choice.from, own.needs) {
        (ContentSource::Markdown, _) => return stays(None, None),
        (ContentSource::Auto, None) => {
            return stays(Some("it holds nothing that only the generator can render"), None);
        }
        (ContentSource::Built, _) | (ContentSource::Auto, Some(_)) => {}
    }
    let Some(pages) = choice.pages.filter(|pages| pages.is_there()) else {
        return stays(Some("there is no built site"), None);
    };
    match pages.page(own.post).and_then(|built| taken_from(&built, own, policy)) {
        Ok(mut chosen) => {
            if let (Taken::Page { because, .. }, ContentSource::Auto) = (&mut chosen.taken, choice.from) {
                *because = own.needs.map(str::to_owned);
            }
            chosen
        }
        Err(mut problem) => {
            if choice.from == ContentSource::Auto {
                problem.severity = Severity::Warning;
            }
            let because = problem.message.clone();
            stays(Some(&because), Some(problem))
        }
    }
}

/// The content of a built page.
fn taken_from(built: &BuiltPage, own: Own<'_>, policy: &Policy) -> Result<Chosen, Problem> {
    let page = page::page(&built.text, policy.article.as_ref());
    let words = Words::of(own.html);
    let title = own.post.title.as_deref().unwrap_or_default();
    let Some((candidate, there)) = best(&page, &words, title) else {
        let named = if policy.article.is_some() { "the element named by `article`" } else { "an article" };
        return Err(missing(own.post, format!("{} has nothing that is {named}", built.file)));
    };
    let element = page::shown(&page.tree, candidate.id);
    if words.is_another(there) {
        let (file, all) = (&built.file, words.len());
        let message = format!("no element of {file} holds the words of the post: {element} has {there} of {all}");
        return Err(missing(own.post, message));
    }
    let problem = words.is_stale(there).then(|| {
        let lacking = words.len() - there;
        let message = format!("{element} of {} lacks {lacking} of the {} words of the post", built.file, words.len());
        Problem::new(&PAGE_STALE, message).at(Place::file(own.post.source.clone())).help(
            "build the site anew; a page that was built of this very text is taken as it is if you allow this code",
        )
    });
    let taken = Taken::Page { file: built.file.clone(), element, because: None };
    let (content, began_with_title) = content(page, &candidate, own, policy);
    Ok(Chosen { taken, page: Some(content), began_with_title, problem })
}

fn missing(post: &Post, message: String) -> Problem {
    Problem::new(&ARTICLE_MISSING, message)
        .at(Place::file(post.source.clone()))
        .help("build the site anew, or name the element that is the article: article = \"div.text\" under [content]")
}

/// The first candidate that has as many of the post's words as any, with their number.
///
/// The words of the title do not count for one: they stand around an article as well. Nor do two others: a date may have
/// them. Where more are lacking, a tag that the author closed once too often has cut the article short.
fn best(page: &Page, words: &Words, title: &str) -> Option<(Candidate, usize)> {
    let texts: Vec<(&Candidate, String)> =
        page.candidates.iter().map(|one| (one, page::words(&page.tree, one.id))).collect();
    let untitled = words.without(title);
    let counted: Vec<usize> = texts.iter().map(|(_, text)| untitled.in_text(text)).collect();
    let most = *counted.iter().max()?;
    let at = counted.iter().position(|count| count + 2 >= most)?;
    texts.get(at).map(|(one, text)| ((*one).clone(), words.in_text(text)))
}

/// The chosen element as an entry's content, and whether it began with the title.
fn content(page: Page, candidate: &Candidate, own: Own<'_>, policy: &Policy) -> (Content, bool) {
    let post = own.post;
    let mut tree = page.tree;
    let direction = direction(&tree, candidate.id);
    tree.reduce_to(candidate.id);
    markers(&mut tree);
    if page.sets_formulas {
        formula::delimited(&mut tree);
    }
    let began_with_title = furniture::clear(&mut tree, candidate.is_exact, post.title.as_deref());
    if direction.map_or(own.from_the_right, |direction| direction == "rtl") {
        // The page said so around its article, or left it to the language.
        let around = tree.element("div", &[("dir", "rtl")]);
        while let Some(child) = tree.node(ROOT).first_child {
            tree.detach(child);
            tree.append(around, child);
        }
        tree.append(ROOT, around);
    }
    let mut links = Links::new(&post.permalink, &post.id.0);
    if let Some(href) = &page.base {
        links = links.with_base(href);
    }
    (markdown::tree(tree, policy, &links), began_with_title)
}

/// The direction of writing that an element, or the nearest one around it that says any, has.
fn direction(tree: &Tree, id: NodeId) -> Option<String> {
    let own = tree.attribute(id, "dir");
    own.or_else(|| tree.ancestors(id).find_map(|above| tree.attribute(above, "dir"))).map(str::to_ascii_lowercase)
}

/// What generators write where a more-marker stood becomes one again: Hexo's `#more`, Zola's `#continue-reading`.
fn markers(tree: &mut Tree) {
    let is_marker = |tree: &Tree, id: NodeId| {
        matches!(tree.tag(id), Some("a" | "span"))
            && matches!(tree.attribute(id, "id"), Some("more" | "continue-reading"))
            && tree.text(id).trim().is_empty()
    };
    for id in tree.below(ROOT).filter(|id| is_marker(tree, *id)).collect::<Vec<_>>() {
        let marker = tree.create(NodeData::Comment("more".to_owned()));
        tree.replace(id, marker);
    }
}

/// The different words of a post's own text.
struct Words(HashSet<String>);

impl Words {
    fn of(html: &SafeHtml) -> Self {
        Self(split(&plain(html.as_str())).collect())
    }

    fn without(&self, text: &str) -> Self {
        let others: HashSet<String> = split(text).collect();
        Self(self.0.difference(&others).cloned().collect())
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    /// How many of them are in a text.
    fn in_text(&self, text: &str) -> usize {
        split(text).filter(|word| self.0.contains(word)).collect::<HashSet<_>>().len()
    }

    /// Whether a text that has so many of them is of another post.
    fn is_another(&self, there: usize) -> bool {
        self.len() >= 8 && there * 2 < self.len()
    }

    /// Whether a text that has so many of them is of this post, and of an earlier state of it. A few words always differ:
    /// what a plugin of the generator writes in another way.
    fn is_stale(&self, there: usize) -> bool {
        let lacking = self.len() - there.min(self.len());
        lacking > 5 && lacking * 20 > self.len()
    }
}

fn split(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}
