//! JavaScript front matter (`---js`, Eleventy) as far as it is plain values: nothing is ever run.

use super::json::{Dialect, Reader};
use super::syntax::{Fault, MapBuilder, Parsed};
use super::tree::{Entry, Kind, Node};
use crate::problem::Span;

/// Reads the object `{ title: "x" }`, or the declarations `const title = "x";`, at `at` in `text`.
///
/// # Errors
///
/// Anything that would have to be run to know its value.
pub(super) fn read_at(text: &str, at: Span) -> Result<Parsed, Fault> {
    let mut reader = Reader::new(text, at, Dialect::JavaScript);
    let is_object = reader.takes("module.exports") && reader.takes("=") || reader.takes("export default");
    let map = if is_object || text.get(at.start..at.end).is_some_and(|rest| rest.trim_start().starts_with('{')) {
        object(text, &mut reader)?
    } else {
        declarations(text, &mut reader)?
    };
    Ok(Parsed { map, repeats: reader.repeats })
}

fn object(text: &str, reader: &mut Reader<'_>) -> Result<super::tree::Map, Fault> {
    let node = plain(text, reader)?;
    reader.takes(";");
    match node.kind {
        Kind::Map(map) if reader.is_at_end() => Ok(map),
        _ => Err(unknowable(reader.here())),
    }
}

fn declarations(text: &str, reader: &mut Reader<'_>) -> Result<super::tree::Map, Fault> {
    let mut entries = MapBuilder::default();
    while !reader.is_at_end() {
        reader.takes("export");
        if !["const", "let", "var"].iter().any(|word| reader.takes(word)) {
            return Err(unknowable(reader.here()));
        }
        let (key, key_span) = reader.identifier().ok_or_else(|| unknowable(reader.here()))?;
        if !reader.takes("=") {
            return Err(unknowable(reader.here()));
        }
        let value = plain(text, reader)?;
        reader.takes(";");
        let mut repeats = Vec::new();
        entries.insert(Entry { key: key.to_owned(), key_span, value }, &mut repeats);
        reader.repeats.append(&mut repeats);
    }
    Ok(entries.finish())
}

fn plain(text: &str, reader: &mut Reader<'_>) -> Result<Node, Fault> {
    let node = reader.value(0).map_err(|fault| if fault.hostile { fault } else { unknowable(fault.span) })?;
    let written = text.get(node.span.start..node.span.end).unwrap_or_default();
    // `${…}` in a template is an expression.
    match written.find("${") {
        Some(at) if written.contains('`') => Err(unknowable(Span::new(node.span.start + at, node.span.start + at + 2))),
        _ => Ok(node),
    }
}

fn unknowable(span: Span) -> Fault {
    Fault::new(span, "JavaScript is read only where it is plain values; this would have to be run")
        .help("write the front matter as YAML between `---` lines")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::syntax::tests::{outline, spans};

    fn read(text: &str) -> Result<String, Span> {
        let parsed = read_at(text, Span::new(0, text.len())).map_err(|fault| fault.span)?;
        spans(&parsed.map, text);
        Ok(outline(&parsed.map))
    }

    #[test]
    fn declarations_and_objects_of_plain_values_are_read() {
        let front = "title = \"It's\" Quoted\ndraft = \"true\" Boolean\ntags = [\"a\" Quoted, \"b\" Quoted]\n";
        for text in [
            "// one\nconst title = \"It's\";\nlet draft = true\nexport const tags = ['a', `b`,];\n",
            "{\n  title: 'It\\'s', /* two */\n  \"draft\": true,\n  tags: ['a', \"b\"],\n}\n",
            "module.exports = { title: `It's`, draft: true, tags: ['a', 'b'] };",
            "export default { title: `It's`, draft: true, tags: ['a', 'b'] };",
        ] {
            assert_eq!(read(text), Ok(front.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_would_have_to_be_run_is_refused_at_its_place() {
        for (text, at) in [
            ("const a = f();", 10),
            ("{ a: 1 + 2 }", 7),
            ("const a = `x ${y}`;", 13),
            ("function f() {}", 0),
            ("const a = new Date();", 10),
            ("{ a: 1 }; f()", 10),
        ] {
            assert_eq!(read(text).map_err(|span| span.start), Err(at), "{text}");
        }
    }
}
