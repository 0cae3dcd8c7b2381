//! A table of the configuration, read key by key: what was not asked for is unknown, and every value has its place.

use std::cell::RefCell;
use std::sync::Arc;

use url::Url;

use super::{UNKNOWN_KEY, WRONG_VALUE, nearest};
use crate::post::person::Person;
use crate::problem::{Place, Problem, Rule, Span};
use crate::source::tree::{Entry, Kind, Map, Node, Style};

/// A table with what has been asked of it.
#[derive(Debug)]
pub(super) struct Table<'a> {
    file: &'a Arc<str>,
    text: &'a str,
    map: &'a Map,
    name: String,
    /// Where the table stands; nowhere for the file itself.
    span: Option<Span>,
    asked: RefCell<Vec<String>>,
    problems: RefCell<Vec<Problem>>,
}

impl<'a> Table<'a> {
    pub(super) fn new(file: &'a Arc<str>, text: &'a str, map: &'a Map) -> Self {
        let (asked, problems) = (RefCell::default(), RefCell::default());
        Self { file, text, map, name: String::new(), span: None, asked, problems }
    }

    /// The table under a key of this one.
    fn within(&self, key: &str, map: &'a Map, span: Span) -> Table<'a> {
        Table { name: key.to_owned(), span: Some(span), ..Table::new(self.file, self.text, map) }
    }

    /// Gives the problems of the values, and one for each key that nothing asked for.
    pub(super) fn finish(self, problems: &mut Vec<Problem>) {
        let asked = self.asked.borrow();
        for entry in self.map.entries.iter().filter(|entry| !asked.contains(&entry.key)) {
            let within = if self.name.is_empty() { String::new() } else { format!(" in [{}]", self.name) };
            let place = Place::at(self.file.clone(), self.text, entry.key_span);
            let problem = Problem::new(&UNKNOWN_KEY, format!("\"{}\" is no key{within}", entry.key)).at(place);
            problems.push(match nearest(&entry.key, asked.iter().map(String::as_str)) {
                Some(near) => problem.help(format!("did you mean \"{near}\"?")),
                None => problem.help(format!("the keys are {}", asked.join(", "))),
            });
        }
        problems.append(&mut self.problems.borrow_mut());
    }

    pub(super) fn keys(&self) -> Vec<String> {
        self.map.entries.iter().map(|entry| entry.key.clone()).collect()
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.map.get(key).is_some()
    }

    /// Where the value under `key` stands.
    pub(super) fn place(&self, key: &str) -> Option<Place> {
        self.map.get(key).map(|node| Place::at(self.file.clone(), self.text, node.span))
    }

    /// A problem at the value under `key`, or in the whole file when there is none.
    pub(super) fn problem(&self, key: &str, rule: &'static Rule, message: String) -> Problem {
        let place = self.place(key).unwrap_or_else(|| Place::file(self.file.clone()));
        Problem::new(rule, message).at(place)
    }

    /// Keeps a problem until the table is finished.
    pub(super) fn report(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    pub(super) fn table(&mut self, key: &str) -> Option<Table<'a>> {
        let node = self.node(key)?;
        let Kind::Map(map) = &node.kind else {
            self.wrong(key, "a table", Some(format!("write [{key}] on a line of its own")));
            return None;
        };
        Some(self.within(key, map, node.span))
    }

    pub(super) fn tables(&mut self, key: &str) -> Vec<Table<'a>> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let with_span = |node: &'a Node| node.as_map().map(|map| (map, node.span));
        let maps: Option<Vec<(&Map, Span)>> =
            node.as_list().and_then(|list| list.iter().map(with_span).collect::<Option<Vec<_>>>());
        let Some(maps) = maps else {
            self.wrong(key, "a list of tables", Some(format!("write [[{key}]] on a line of its own")));
            return Vec::new();
        };
        maps.into_iter().map(|(map, span)| self.within(key, map, span)).collect()
    }

    pub(super) fn text(&self, key: &str) -> Option<String> {
        let text = self.scalar(key, "a text", |text, style| (style == Style::Quoted).then(|| text.to_owned()))?;
        if text.trim().is_empty() {
            self.wrong(key, "a text that is not empty", None);
            return None;
        }
        Some(text)
    }

    /// A text, which may be empty.
    pub(super) fn any_text(&self, key: &str) -> Option<String> {
        self.scalar(key, "a text", |text, style| (style == Style::Quoted).then(|| text.to_owned()))
    }

    pub(super) fn required(&self, key: &str) -> Option<String> {
        if !self.has(key) {
            self.asked.borrow_mut().push(key.to_owned());
            let place = match self.span {
                Some(span) => Place::at(self.file.clone(), self.text, span),
                None => Place::file(self.file.clone()),
            };
            let problem = Problem::new(&WRONG_VALUE, format!("a table of \"{}\" has no \"{key}\"", self.name))
                .at(place)
                .help(format!("add {key} = \"…\""));
            self.problems.borrow_mut().push(problem);
            return None;
        }
        self.text(key)
    }

    pub(super) fn boolean(&self, key: &str) -> Option<bool> {
        self.scalar(key, "true or false", |text, style| (style == Style::Boolean).then_some(text == "true"))
    }

    pub(super) fn number(&self, key: &str) -> Option<usize> {
        let node = self.node(key)?;
        let number = match &node.kind {
            Kind::Scalar { text, style: Style::Number } => text.replace('_', "").parse().ok(),
            _ => None,
        };
        if number.is_none() {
            let all = if key == "limit" { ", or 0 for all entries" } else { "" };
            self.wrong(key, "a whole number from 0", Some(format!("write {key} = 20, without quotes{all}")));
        }
        number
    }

    /// A list of texts, or one text alone.
    pub(super) fn texts(&self, key: &str) -> Option<Vec<String>> {
        let node = self.node(key)?;
        let quoted = |node: &Node| match &node.kind {
            Kind::Scalar { text, style: Style::Quoted } => Some(text.clone()),
            _ => None,
        };
        let texts = match &node.kind {
            Kind::List(list) => list.iter().map(quoted).collect(),
            _ => quoted(node).map(|text| vec![text]),
        };
        if texts.is_none() {
            self.wrong(key, "a list of texts", Some(format!("write {key} = [\"…\", \"…\"]")));
        }
        texts
    }

    /// A text that `parse` understands; its error is a message and a help.
    pub(super) fn parsed<T>(
        &self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, (String, Option<String>)>,
    ) -> Option<T> {
        let text = self.text(key)?;
        match parse(&text) {
            Ok(value) => Some(value),
            Err((message, help)) => {
                let mut problem = self.problem(key, &WRONG_VALUE, message);
                problem.help = help;
                self.problems.borrow_mut().push(problem);
                None
            }
        }
    }

    /// One of several named values.
    pub(super) fn named<T: Copy, const N: usize>(
        &self,
        key: &str,
        all: [T; N],
        name: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        self.parsed(key, |text| one_of(text, all, &name))
    }

    /// A list of named values.
    pub(super) fn names<T: Copy, const N: usize>(
        &self,
        key: &str,
        all: [T; N],
        name: impl Fn(T) -> &'static str,
    ) -> Option<Vec<T>> {
        let mut found = Vec::new();
        for text in self.texts(key)? {
            match one_of(&text, all, &name) {
                Ok(value) => found.push(value),
                Err((message, help)) => {
                    let mut problem = self.problem(key, &WRONG_VALUE, message);
                    problem.help = help;
                    self.problems.borrow_mut().push(problem);
                }
            }
        }
        Some(found)
    }

    /// One person or several: a name, a table with name, email, url and avatar, or a list of these.
    pub(super) fn people(&self, key: &str) -> Vec<Person> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let nodes = node.as_list().unwrap_or(std::slice::from_ref(node));
        nodes.iter().filter_map(|node| self.person(key, node)).collect()
    }

    fn person(&self, key: &str, node: &Node) -> Option<Person> {
        if let Kind::Scalar { text, style: Style::Quoted } = &node.kind
            && !text.trim().is_empty()
        {
            return Some(Person { name: text.trim().to_owned(), ..Person::default() });
        }
        let Kind::Map(map) = &node.kind else {
            self.wrong(key, "a name or a table of name, email, url and avatar", None);
            return None;
        };
        let table = self.within(key, map, node.span);
        let address = |text: &str| {
            Url::parse(text)
                .map_err(|_| (format!("\"{text}\" is not an absolute URL"), Some("write the whole address".to_owned())))
        };
        let person = Person {
            name: table.required("name").unwrap_or_default(),
            email: table.text("email"),
            url: table.parsed("url", address),
            avatar: table.parsed("avatar", address),
        };
        table.finish(&mut self.problems.borrow_mut());
        Some(person)
    }

    fn scalar<T>(&self, key: &str, wanted: &str, read: impl Fn(&str, Style) -> Option<T>) -> Option<T> {
        let node = self.node(key)?;
        let value = match &node.kind {
            Kind::Scalar { text, style } => read(text, *style),
            _ => None,
        };
        if value.is_none() {
            self.wrong(key, wanted, None);
        }
        value
    }

    fn node(&self, key: &str) -> Option<&'a Node> {
        self.asked.borrow_mut().push(key.to_owned());
        self.map.entry(key).map(|entry: &'a Entry| &entry.value)
    }

    fn wrong(&self, key: &str, wanted: &str, help: Option<String>) {
        let mut problem = self.problem(key, &WRONG_VALUE, format!("\"{key}\" must be {wanted}"));
        problem.help = help;
        self.problems.borrow_mut().push(problem);
    }
}

fn one_of<T: Copy, const N: usize>(
    text: &str,
    all: [T; N],
    name: impl Fn(T) -> &'static str,
) -> Result<T, (String, Option<String>)> {
    all.into_iter().find(|value| name(*value) == text).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|value| name(*value)).collect();
        let help = match nearest(text, names.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("write one of {}", names.join(", ")),
        };
        (format!("\"{text}\" is not one of the values"), Some(help))
    })
}
