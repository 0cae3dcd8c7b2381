//! What must not be in the HTML of an entry: text of the site's templates, relative addresses, what runs, what is not
//! balanced. Judged on the trees that browsers make of it, with and without scripts, and once more after they have
//! written it out themselves, since some HTML becomes another thing on that way.

use html5ever::tendril::TendrilSink as _;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{LocalName, ParseOpts, QualName, local_name, ns, parse_fragment, serialize};
use markup5ever_rcdom::{Handle, NodeData, RcDom, SerializableHandle};
use url::Url;

/// A fault of an entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Of what kind it is.
    pub kind: Kind,
    /// What stands there.
    pub what: String,
}

/// The kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Text of a template that nobody carried out, outside of code.
    Template,
    /// An address that means nothing in a reader.
    Relative,
    /// An element, attribute or address that runs, loads or asks.
    Runs,
    /// Not well-formed as XML either.
    Unbalanced,
}

impl Kind {
    /// Its name in the report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Template => "template",
            Self::Relative => "relative",
            Self::Runs => "runs",
            Self::Unbalanced => "unbalanced",
        }
    }
}

/// What is wrong with the HTML of an entry, each fault once.
pub fn faults(html: &str) -> Vec<Fault> {
    let mut found = Vec::new();
    let mut text = String::with_capacity(html.len() + 7);
    text.extend(["<x>", html, "</x>"]);
    if let Err(error) = roxmltree::Document::parse(&text) {
        found.push(Fault { kind: Kind::Unbalanced, what: error.to_string() });
    }
    for scripts in [false, true] {
        let tree = parse(html, scripts);
        judge(&tree, &mut found);
        judge(&parse(&written(&tree), scripts), &mut found);
    }
    found.sort();
    found.dedup();
    found
}

/// The tree that a browser makes of it, in a `<div>`.
fn parse(html: &str, scripts: bool) -> RcDom {
    let tree_builder = TreeBuilderOpts { scripting_enabled: scripts, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    let context = QualName::new(None, ns!(html), local_name!("div"));
    parse_fragment(RcDom::default(), options, context, Vec::new(), scripts).one(html)
}

fn written(tree: &RcDom) -> String {
    let mut out = Vec::new();
    let root = tree.document.children.borrow().first().cloned();
    if let Some(root) = root {
        // Writing into memory does not fail.
        let _ = serialize(&mut out, &SerializableHandle::from(root), html5ever::serialize::SerializeOpts::default());
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn judge(tree: &RcDom, found: &mut Vec<Fault>) {
    let mut nodes: Vec<(Handle, bool)> = vec![(tree.document.clone(), false)];
    while let Some((node, in_code)) = nodes.pop() {
        let mut is_code = in_code;
        match &node.data {
            NodeData::Text { contents } if !in_code => {
                found.extend(residue(&contents.borrow()).map(|what| Fault { kind: Kind::Template, what }));
            }
            NodeData::Comment { contents } => {
                found.push(Fault { kind: Kind::Runs, what: format!("<!--{contents}-->") });
            }
            NodeData::Element { name, attrs, template_contents, .. } => {
                is_code |= matches!(&*name.local, "code" | "pre" | "kbd" | "samp");
                if name.ns != ns!(html) || RUNS.contains(&&*name.local) {
                    found.push(Fault { kind: Kind::Runs, what: format!("<{}>", name.local) });
                }
                for attribute in attrs.borrow().iter() {
                    judge_attribute(&attribute.name.local, &attribute.value, found);
                }
                nodes.extend(template_contents.borrow().iter().map(|inner| (inner.clone(), in_code)));
            }
            _ => {}
        }
        nodes.extend(node.children.borrow().iter().map(|child| (child.clone(), is_code)));
    }
}

/// Elements that run, load, ask, or change how what follows is read.
const RUNS: [&str; 42] = [
    "script",
    "style",
    "link",
    "meta",
    "base",
    "title",
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "param",
    "form",
    "input",
    "button",
    "select",
    "option",
    "textarea",
    "keygen",
    "isindex",
    "template",
    "slot",
    "noscript",
    "noembed",
    "noframes",
    "plaintext",
    "xmp",
    "listing",
    "svg",
    "math",
    "portal",
    "fencedframe",
    "dialog",
    "marquee",
    "bgsound",
    "layer",
    "ilayer",
    "image",
    "foreignobject",
    "animate",
    "set",
];

/// The beginnings of templates as they look in an address.
const ENCODED: [&str; 5] = ["%7B%25", "%7B%7B%3C", "%7B%7B%25", "%7B%7B%20site.", "%7B%7Bsite."];

/// Attributes that hold addresses, in HTML and in what was HTML once.
const ADDRESSES: [&str; 24] = [
    "href",
    "src",
    "poster",
    "cite",
    "longdesc",
    "action",
    "formaction",
    "background",
    "data",
    "codebase",
    "classid",
    "archive",
    "manifest",
    "ping",
    "profile",
    "usemap",
    "icon",
    "lowsrc",
    "dynsrc",
    "xlink:href",
    "from",
    "to",
    "values",
    "attributename",
];

fn judge_attribute(name: &LocalName, value: &str, found: &mut Vec<Fault>) {
    let mut add = |kind| found.push(Fault { kind, what: format!("{name}={value:?}") });
    if residue(value).next().is_some() || ENCODED.iter().any(|mark| value.contains(mark)) {
        add(Kind::Template);
    }
    match &**name {
        "srcset" | "imagesrcset" => {
            let mut is_address = true;
            for word in value.split_ascii_whitespace() {
                if is_address {
                    add_address(word.trim_end_matches(','), &mut add);
                }
                is_address = word.ends_with(',');
            }
        }
        // What a page's own scripts are called by, so that an entry could stand in their way.
        "style" | "srcdoc" | "name" | "form" | "http-equiv" | "is" | "nonce" | "slot" => add(Kind::Runs),
        "id" if !is_of_entry(value) => add(Kind::Runs),
        other if other.starts_with("on") || other.starts_with("xmlns") => add(Kind::Runs),
        other if ADDRESSES.contains(&other) => add_address(value, &mut add),
        _ => {}
    }
}

/// Whether the id is of the entry alone: it begins with `e`, eight digits of base 16, and a hyphen.
fn is_of_entry(id: &str) -> bool {
    let own = id.strip_prefix('e').and_then(|rest| rest.split_once('-'));
    own.is_some_and(|(digits, _)| digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// An address as a browser takes it: blanks around it and line ends in it do not count (WHATWG URL §4.4).
fn add_address(value: &str, add: &mut impl FnMut(Kind)) {
    match Url::parse(value) {
        Ok(url) => {
            let picture = ["png", "gif", "jpeg", "webp", "avif"];
            let is_picture = picture.iter().any(|kind| {
                let rest = url.path().strip_prefix("image/").and_then(|rest| rest.strip_prefix(kind));
                rest.is_some_and(|rest| rest.starts_with([';', ',']))
            });
            let runs = match url.scheme() {
                "data" => !is_picture,
                "javascript" | "vbscript" | "livescript" | "mocha" | "about" | "blob" | "filesystem" | "file"
                | "jar" | "view-source" | "ms-its" | "mhtml" | "res" | "chrome" | "resource" => true,
                _ => false,
            };
            if runs {
                add(Kind::Runs);
            }
        }
        Err(_) if value.starts_with('#') => {}
        Err(_) => add(Kind::Relative),
    }
}

/// The places where text of a template stands, with what follows.
fn residue(text: &str) -> impl Iterator<Item = String> + '_ {
    ["{%", "{{<", "{{%", "{{ site.", "{{site."].into_iter().filter_map(|mark| {
        let (_, after) = text.split_once(mark)?;
        Some(format!("{mark}{}", after.chars().take(60).collect::<String>()))
    })
}
