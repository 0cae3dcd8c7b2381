//! The feeds that the tests write.

use url::Url;

use crate::feed::{Feed, FeedEntry, FeedFile, Format};
use crate::post::media::{Enclosure, Picture};
use crate::post::moment::Moment;
use crate::post::person::Person;
use crate::render::SafeHtml;

pub fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

pub fn moment(text: &str) -> Moment {
    Moment { instant: text.parse().unwrap(), day_only: false }
}

pub fn person(name: &str) -> Person {
    Person { name: name.to_owned(), ..Person::default() }
}

pub fn picture(address: &str) -> Picture {
    Picture { url: url(address), alt: None, media_type: None, width: None, height: None, length: None, relative: None }
}

fn enclosure(address: &str, media_type: &str) -> Enclosure {
    Enclosure {
        url: url(address),
        length: None,
        media_type: media_type.to_owned(),
        seconds: None,
        title: None,
        relative: None,
    }
}

/// A feed that says of itself as little as it can.
pub fn bare() -> Feed {
    let home = url("https://blog.example/");
    let file = |format: Format| FeedFile {
        format,
        path: format.file_name().to_owned(),
        url: home.join(format.file_name()).unwrap(),
    };
    Feed {
        id: "https://blog.example/".to_owned(),
        title: "blog.example".to_owned(),
        description: None,
        files: Format::ALL.map(file).to_vec(),
        home,
        language: None,
        rights: None,
        authors: Vec::new(),
        icon: None,
        logo: None,
        updated: None,
        entries: Vec::new(),
    }
}

/// An entry of which only its id and its page are known.
pub fn bare_entry(name: &str) -> FeedEntry {
    let page = url("https://blog.example/posts/").join(&format!("{name}/")).unwrap();
    FeedEntry::bare(&format!("posts/{name}.md"), format!("tag:blog.example,2024:{name}"), page)
}

/// A feed with everything that a feed can have.
pub fn full() -> Feed {
    Feed {
        title: "Notes & Queries".to_owned(),
        description: Some("On bread, <b>tags</b> & trains".to_owned()),
        language: Some("en-GB".to_owned()),
        rights: Some("© 2024 Ada Lovelace, CC BY 4.0".to_owned()),
        authors: vec![ada()],
        icon: Some(url("https://blog.example/icon.png")),
        logo: Some(Picture { width: Some(600), height: Some(200), ..picture("https://blog.example/logo.png") }),
        updated: Some(moment("2024-03-10T09:30:00+01:00")),
        entries: vec![episode(), link_post(), foreign(), page()],
        ..bare()
    }
}

fn ada() -> Person {
    Person {
        name: "Ada Lovelace".to_owned(),
        email: Some("ada@blog.example".to_owned()),
        url: Some(url("https://ada.example/")),
        avatar: Some(url("https://ada.example/face.jpg")),
    }
}

/// Several authors, a cover, two files, a later change.
fn episode() -> FeedEntry {
    FeedEntry {
        title: Some("Episode 1: \"Bread\" & butter < jam".to_owned()),
        published: Some(moment("2024-03-09T12:00:00+01:00")),
        updated: Some(moment("2024-03-10T09:30:00+01:00")),
        authors: vec![ada(), person("Charles Babbage")],
        categories: vec!["Food & drink".to_owned(), "podcast".to_owned()],
        summary: Some("Why 1 < 2 loaves & how to bake them.".to_owned()),
        content: Some(SafeHtml::unchecked(
            "<p>Why 1 &lt; 2 loaves &amp; how to <em>bake</em> them.</p>\n<pre><code>if a[b[0]]&gt;1 {}</code></pre>",
        )),
        cover: Some(Picture {
            alt: Some("A loaf \"fresh\" from the oven".to_owned()),
            media_type: Some("image/jpeg".to_owned()),
            width: Some(1200),
            height: Some(630),
            length: Some(48_213),
            ..picture("https://blog.example/posts/bread/loaf.jpg?size=l&v=2")
        }),
        enclosures: vec![
            Enclosure {
                length: Some(5_242_880),
                seconds: Some(1_804),
                title: Some("Listen".to_owned()),
                ..enclosure("https://media.example/bread.mp3", "audio/mpeg")
            },
            Enclosure {
                title: Some("Recipe <to print>".to_owned()),
                ..enclosure("https://blog.example/posts/bread/recipe[1].pdf", "application/pdf")
            },
        ],
        ..bare_entry("bread")
    }
}

/// Points elsewhere; its author has an address, its title shows markup.
fn link_post() -> FeedEntry {
    FeedEntry {
        title: Some("The <b> tag and &nbsp; explained".to_owned()),
        external: Some(url("https://elsewhere.example/ünï?a=1&b=2")),
        published: Some(moment("2024-03-08T23:30:00-05:00")),
        authors: vec![ada()],
        content: Some(SafeHtml::unchecked("<p>Worth your time.</p>")),
        ..bare_entry("tags")
    }
}

/// In another language, with its page as its id.
fn foreign() -> FeedEntry {
    FeedEntry {
        id: "https://blog.example/posts/%E6%97%A5%E6%9C%AC/".to_owned(),
        title: Some("日本のパン 🍞".to_owned()),
        published: Some(moment("2024-03-07T00:00:00+09:00")),
        authors: vec![person("山田 花子")],
        categories: vec!["パン".to_owned()],
        language: Some("ja".to_owned()),
        summary: Some("食パンの話。".to_owned()),
        content: Some(SafeHtml::unchecked("<p>食パンの話。</p>")),
        ..bare_entry("日本")
    }
}

/// No date.
fn page() -> FeedEntry {
    FeedEntry {
        title: Some("About".to_owned()),
        authors: vec![ada()],
        content: Some(SafeHtml::unchecked("<p>About this blog.</p>")),
        ..bare_entry("about")
    }
}

/// Entries that lack nearly everything: words and no title, a title and no words, neither.
pub fn sparse() -> Feed {
    let untitled = FeedEntry {
        summary: Some(
            "A note with no title, long enough that a title made of it has to end somewhere before the note does."
                .to_owned(),
        ),
        content: Some(SafeHtml::unchecked("<p>A note with no title.</p>")),
        published: Some(moment("2024-01-02T00:00:00+00:00")),
        ..bare_entry("untitled")
    };
    let wordless = FeedEntry { title: Some("Only a title".to_owned()), ..bare_entry("wordless") };
    let picture_only = FeedEntry {
        content: Some(SafeHtml::unchecked("<p><img src=\"https://blog.example/a.png\" alt=\"\"></p>")),
        ..bare_entry("picture")
    };
    Feed {
        updated: Some(moment("2024-01-02T00:00:00+00:00")),
        entries: vec![untitled, wordless, picture_only, bare_entry("nothing")],
        ..bare()
    }
}

/// A feed of summaries.
pub fn summaries() -> Feed {
    let entry = |name: &str, day: &str| FeedEntry {
        title: Some(format!("On {name}")),
        published: Some(moment(&format!("2024-02-{day}T08:00:00+01:00"))),
        authors: vec![person("Ada Lovelace")],
        summary: Some(format!("What I think of {name} & co.")),
        ..bare_entry(name)
    };
    Feed {
        title: "Summaries".to_owned(),
        updated: Some(moment("2024-02-09T08:00:00+01:00")),
        entries: vec![entry("trains", "09"), entry("boats", "08")],
        ..bare()
    }
}

/// Every sample, by the name of its golden folder.
pub fn all() -> [(&'static str, Feed); 4] {
    [("feed-full", full()), ("feed-sparse", sparse()), ("feed-summaries", summaries()), ("feed-empty", bare())]
}
