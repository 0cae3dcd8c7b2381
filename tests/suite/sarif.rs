//! The SARIF of `check` held against what SARIF 2.1.0 (OASIS, 2020) says of each of its objects.

use std::path::Path;

use feedwright::check::rules;
use serde_json::Value;

use crate::ground::ran;

/// What a property is.
enum Form {
    Text,
    /// Text that is a URI with its scheme.
    Uri,
    /// Text that is a URI or the end of one (RFC 3986 §4.1).
    UriReference,
    OneOf(&'static [&'static str]),
    /// A whole number from this one on.
    From(i64),
    One(&'static str),
    /// A list whose members are all different.
    Set(&'static str),
    List(&'static str),
}

/// A property: its name, whether there has to be one, and its form.
type Property = (&'static str, bool, Form);

const MESSAGE: &[Property] = &[("text", true, Form::Text), ("markdown", false, Form::Text)];

/// The properties of an object by §3.13 to §3.49, as far as `check` has any use for them; all others are refused.
fn properties(object: &str) -> &'static [Property] {
    use Form::{From, List, One, OneOf, Set, Text, Uri, UriReference};
    match object {
        "sarifLog" => &[("$schema", false, Uri), ("version", true, OneOf(&["2.1.0"])), ("runs", true, List("run"))],
        "run" => &[
            ("tool", true, One("tool")),
            ("columnKind", false, OneOf(&["utf16CodeUnits", "unicodeCodePoints"])),
            ("results", false, List("result")),
        ],
        "tool" => &[("driver", true, One("toolComponent"))],
        "toolComponent" => &[
            ("name", true, Text),
            ("version", false, Text),
            ("semanticVersion", false, Text),
            ("informationUri", false, Uri),
            ("rules", false, Set("reportingDescriptor")),
        ],
        "reportingDescriptor" => &[
            ("id", true, Text),
            ("name", false, Text),
            ("shortDescription", false, One("multiformatMessageString")),
            ("fullDescription", false, One("multiformatMessageString")),
            ("help", false, One("multiformatMessageString")),
            ("helpUri", false, Uri),
        ],
        "multiformatMessageString" | "message" => MESSAGE,
        "result" => &[
            ("ruleId", false, Text),
            ("ruleIndex", false, From(-1)),
            ("level", false, OneOf(&["none", "note", "warning", "error"])),
            ("message", true, One("message")),
            ("locations", false, List("location")),
        ],
        "location" => &[("id", false, From(-1)), ("physicalLocation", false, One("physicalLocation"))],
        "physicalLocation" => &[("artifactLocation", true, One("artifactLocation")), ("region", false, One("region"))],
        "artifactLocation" => &[("uri", true, UriReference), ("uriBaseId", false, Text), ("index", false, From(-1))],
        "region" => &[
            ("startLine", true, From(1)),
            ("startColumn", false, From(1)),
            ("endLine", false, From(1)),
            ("endColumn", false, From(1)),
        ],
        _ => &[],
    }
}

/// What of `value` is not as the object of this name has to be.
fn faults(value: &Value, object: &str, at: &str, found: &mut Vec<String>) {
    let Value::Object(members) = value else { return found.push(format!("{at} is no object")) };
    let known = properties(object);
    for name in members.keys().filter(|name| !known.iter().any(|(known, ..)| known == name)) {
        found.push(format!("{at} has a property {name}, which a {object} has not"));
    }
    for (name, is_needed, form) in known {
        match members.get(*name) {
            Some(value) => faults_of_form(value, form, &format!("{at}.{name}"), found),
            None if *is_needed => found.push(format!("{at} has no {name}")),
            None => {}
        }
    }
    match object {
        "region" if value["endColumn"].as_i64() < value["startColumn"].as_i64() => {
            found.push(format!("{at} ends before it begins"));
        }
        "message" | "multiformatMessageString" if has_placeholder(value["text"].as_str().unwrap_or_default()) => {
            found.push(format!("{at} has a single brace: {}", value["text"]));
        }
        _ => {}
    }
}

fn faults_of_form(value: &Value, form: &Form, at: &str, found: &mut Vec<String>) {
    let text = value.as_str();
    let is_good = match form {
        Form::Text => text.is_some_and(|text| !text.is_empty()),
        Form::Uri => text.is_some_and(|text| url::Url::parse(text).is_ok()),
        Form::UriReference => text.is_some_and(is_uri_reference),
        Form::OneOf(words) => text.is_some_and(|text| words.contains(&text)),
        Form::From(least) => value.as_i64().is_some_and(|number| number >= *least),
        Form::One(object) => {
            faults(value, object, at, found);
            true
        }
        Form::Set(object) | Form::List(object) => {
            let Some(list) = value.as_array() else { return found.push(format!("{at} is no list")) };
            for (number, value) in list.iter().enumerate() {
                faults(value, object, &format!("{at}[{number}]"), found);
                if matches!(form, Form::Set(_)) && list.iter().take(number).any(|other| other == value) {
                    found.push(format!("{at}[{number}] stands there twice"));
                }
            }
            true
        }
    };
    if !is_good {
        found.push(format!("{at} is {value}"));
    }
}

/// The characters of RFC 3986, and a colon in the first part only behind the name of a scheme.
fn is_uri_reference(text: &str) -> bool {
    let is_hex = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    let bytes = text.as_bytes();
    let are_good = bytes.iter().enumerate().all(|(at, byte)| match byte {
        b'%' => is_hex(bytes.get(at + 1)) && is_hex(bytes.get(at + 2)),
        byte => byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(byte),
    });
    let first = text.split('/').next().unwrap_or_default();
    are_good && first.split_once(':').is_none_or(|(scheme, _)| scheme == "file")
}

/// §3.11.5: a brace that is meant stands twice.
fn has_placeholder(text: &str) -> bool {
    let left = text.replace("{{", "").replace("}}", "");
    left.contains(['{', '}'])
}

fn log(folder: &Path, arguments: &[&str]) -> Value {
    let (_, out, error) = ran(folder, &[&["check", "--format", "sarif"], arguments].concat());
    serde_json::from_str(&out).unwrap_or_else(|_| panic!("no JSON: {out}\n{error}"))
}

fn assert_conforms(log: &Value) {
    let mut found = Vec::new();
    faults(log, "sarifLog", "log", &mut found);
    assert!(found.is_empty(), "{} faults\n{}", found.len(), found.join("\n"));
}

#[test]
fn the_log_of_every_rule_is_what_sarif_says_it_is() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let log = log(&cases, &["."]);
    assert_conforms(&log);
    let run = &log["runs"][0];
    let described: Vec<&str> =
        run["tool"]["driver"]["rules"].as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    let results = run["results"].as_array().unwrap();
    assert!(results.iter().all(|result| described.contains(&result["ruleId"].as_str().unwrap())));
    // Those whose case is no file with the ending and the first bytes of a feed are not among them.
    assert!(described.len() + 40 > rules().len(), "{} of {} rules", described.len(), rules().len());
}

#[test]
fn the_log_of_a_feed_without_findings_has_an_empty_list() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let log = log(&cases, &["guid-missing/good.xml"]);
    assert_conforms(&log);
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
}

#[test]
fn a_file_with_any_name_and_a_message_with_any_words_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let feed = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel><title>t</title>\
                <link>{{ site.url }}</link><description>d</description><language>[a](b)</language></channel></rss>";
    let names: &[&str] = if cfg!(windows) { &["my feed é%.xml"] } else { &["my feed é%.xml", "a:b#?.xml"] };
    for name in names {
        std::fs::write(folder.path().join(name), feed).unwrap();
        for path in [(*name).to_owned(), folder.path().join(name).to_string_lossy().into_owned()] {
            let log = log(folder.path(), &[&path]);
            assert_conforms(&log);
            let results = log["runs"][0]["results"].as_array().unwrap();
            let texts: Vec<&str> = results.iter().map(|result| result["message"]["text"].as_str().unwrap()).collect();
            assert!(texts.iter().any(|text| text.contains("{{{{ site.url }}}}")), "{texts:?}");
            assert!(texts.iter().any(|text| text.contains("[a\\](b)")), "{texts:?}");
        }
    }
}

#[test]
fn what_sarif_forbids_is_seen() {
    let mut found = Vec::new();
    let log = serde_json::json!({ "version": "2.0", "runs": [{ "tool": {}, "results": [{
        "message": { "text": "{0}" }, "level": "bad", "more": 1,
        "locations": [{ "physicalLocation": { "artifactLocation": { "uri": "a b" },
            "region": { "startLine": 0, "startColumn": 3, "endColumn": 2 } } }],
    }] }] });
    faults(&log, "sarifLog", "log", &mut found);
    let result = "log.runs[0].results[0]";
    let place = format!("{result}.locations[0].physicalLocation");
    let mut expected = vec![
        "log.version is \"2.0\"".to_owned(),
        "log.runs[0].tool has no driver".into(),
        format!("{result} has a property more, which a result has not"),
        format!("{result}.level is \"bad\""),
        format!("{result}.message has a single brace: \"{{0}}\""),
        format!("{place}.artifactLocation.uri is \"a b\""),
        format!("{place}.region.startLine is 0"),
        format!("{place}.region ends before it begins"),
    ];
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}
