//! Apple's podcast elements.

#![allow(clippy::match_same_arms, reason = "a table reads best in the order of its specification")]

use crate::check::grammar::{AttributeSpec, Context, Spec, leaf, may, must, text, within};
use crate::check::rules;
use crate::check::value::Value;
use crate::check::xml::namespace::Ns;

/// File name endings of what Apple plays.
pub(crate) const FORMATS: &[&str] = &["m4a", "mp3", "mov", "mp4", "m4v", "pdf", "epub"];

const IMAGE: &[AttributeSpec] = &[must("href", Value::WebAddress)];
const CATEGORY: &[AttributeSpec] = &[may("text", Value::Any)];

fn in_both(name: &str) -> Option<Spec> {
    Some(match name {
        "author" | "subtitle" => leaf(Value::Limited(255)).once(),
        "block" => leaf(Value::YesNoClean).once(),
        "explicit" => leaf(Value::TrueFalse).once(),
        "keywords" => leaf(Value::Keywords).once(),
        "summary" => leaf(Value::Limited(4_000)).once(),
        "image" => within(Context::Empty).with(IMAGE).once(),
        _ => return None,
    })
}

/// The elements of a channel or feed.
pub(crate) fn in_feed(name: &str) -> Option<Spec> {
    Some(match name {
        "owner" => within(Context::ItunesOwner).once(),
        "category" => within(Context::ItunesCategory).with(CATEGORY),
        "pubDate" => leaf(Value::MailDate).once(),
        "new-feed-url" => leaf(Value::FullUri).once(),
        "type" => leaf(Value::OneOf(&["episodic", "serial"], &rules::INVALID_ITUNES_CHANNEL_TYPE)).once(),
        "complete" | "applepodcastsverify" => text().once(),
        _ => return in_both(name),
    })
}

/// The elements of an entry.
pub(crate) fn in_entry(name: &str) -> Option<Spec> {
    Some(match name {
        "duration" => leaf(Value::Duration).once(),
        "title" => text().once(),
        // Apple has given these up, and feeds still have them.
        "order" | "isClosedCaptioned" => text().once(),
        "episode" | "season" => leaf(Value::Positive).once(),
        "episodeType" => leaf(Value::OneOf(&["full", "trailer", "bonus"], &rules::INVALID_ITUNES_EPISODE_TYPE)).once(),
        _ => return in_both(name),
    })
}

/// The elements of `itunes:owner` and `itunes:category`.
pub(crate) fn inside(context: Context, ns: Ns, name: &str) -> Option<Spec> {
    Some(match (context, ns, name) {
        (Context::ItunesOwner, Ns::Itunes, "email") => leaf(Value::Contact).once(),
        (Context::ItunesOwner, Ns::Itunes, "name") => leaf(Value::Limited(255)).once(),
        (Context::ItunesCategory, Ns::Itunes, "category") => within(Context::ItunesSubcategory).with(CATEGORY),
        _ => return None,
    })
}

/// What a category is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Apple lists it.
    Current,
    /// Apple listed it before 2019.
    Obsolete,
    /// Apple never listed it.
    Unknown,
}

/// Judges a category, or one below `parent`.
pub(crate) fn category(parent: Option<&str>, name: &str) -> Standing {
    let listed = |table: &[(&str, &[&str])]| match parent {
        None => table.iter().any(|(known, _)| *known == name),
        Some(parent) => table.iter().any(|(known, below)| *known == parent && below.contains(&name)),
    };
    if listed(CURRENT) {
        Standing::Current
    } else if listed(OBSOLETE) {
        Standing::Obsolete
    } else {
        Standing::Unknown
    }
}

type Table = &'static [(&'static str, &'static [&'static str])];

const CURRENT: Table = &[
    ("Arts", &["Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"]),
    ("Business", &["Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"]),
    ("Comedy", &["Comedy Interviews", "Improv", "Stand-Up"]),
    ("Education", &["Courses", "How To", "Language Learning", "Self-Improvement"]),
    ("Fiction", &["Comedy Fiction", "Drama", "Science Fiction"]),
    ("Government", &[]),
    ("History", &[]),
    ("Health & Fitness", &["Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"]),
    ("Kids & Family", &["Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"]),
    (
        "Leisure",
        &["Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies", "Home & Garden", "Video Games"],
    ),
    ("Music", &["Music Commentary", "Music History", "Music Interviews"]),
    (
        "News",
        &[
            "Business News",
            "Daily News",
            "Entertainment News",
            "News Commentary",
            "Politics",
            "Sports News",
            "Tech News",
        ],
    ),
    (
        "Religion & Spirituality",
        &["Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality"],
    ),
    (
        "Science",
        &[
            "Astronomy",
            "Chemistry",
            "Earth Sciences",
            "Life Sciences",
            "Mathematics",
            "Natural Sciences",
            "Nature",
            "Physics",
            "Social Sciences",
        ],
    ),
    ("Society & Culture", &["Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"]),
    (
        "Sports",
        &[
            "Baseball",
            "Basketball",
            "Cricket",
            "Fantasy Sports",
            "Football",
            "Golf",
            "Hockey",
            "Rugby",
            "Running",
            "Soccer",
            "Swimming",
            "Tennis",
            "Volleyball",
            "Wilderness",
            "Wrestling",
        ],
    ),
    ("Technology", &[]),
    ("True Crime", &[]),
    ("TV & Film", &["After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"]),
];

const OBSOLETE: Table = &[
    ("Arts", &["Literature"]),
    (
        "Arts & Entertainment",
        &[
            "Architecture",
            "Design",
            "Entertainment",
            "Games",
            "Performing Arts",
            "Photography",
            "Poetry",
            "Science Fiction",
        ],
    ),
    ("Audio Blogs", &[]),
    ("Business", &["Careers", "Finance", "Investing", "Management & Marketing", "News", "Shopping", "Business News"]),
    ("Comedy", &[]),
    ("Education", &["Education Technology", "Higher Education", "K-12", "Language Courses", "Training"]),
    ("Family", &[]),
    ("Food", &[]),
    ("Games & Hobbies", &["Automotive", "Aviation", "Hobbies", "Other Games", "Video Games"]),
    ("Government & Organizations", &["Local", "National", "Non-Profit", "Regional"]),
    (
        "Health",
        &[
            "Alternative Health",
            "Diet & Nutrition",
            "Fitness",
            "Fitness & Nutrition",
            "Relationships",
            "Self-Help",
            "Sexuality",
        ],
    ),
    (
        "International",
        &[
            "Australian",
            "Belgian",
            "Brazilian",
            "Canadian",
            "Chinese",
            "Dutch",
            "French",
            "German",
            "Hebrew",
            "Italian",
            "Japanese",
            "Norwegian",
            "Polish",
            "Portuguese",
            "Spanish",
            "Swedish",
        ],
    ),
    ("Movies & Television", &[]),
    ("News & Politics", &[]),
    ("Politics", &[]),
    ("Public Radio", &[]),
    (
        "Religion & Spirituality",
        &["Buddhism", "Christianity", "Islam", "Judaism", "New Age", "Philosophy", "Other", "Spirituality"],
    ),
    ("Science & Medicine", &["Medicine", "Natural Sciences", "Social Sciences"]),
    ("Society & Culture", &["History"]),
    ("Sports & Recreation", &["Amateur", "College & High School", "Outdoor", "Professional"]),
    ("Talk Radio", &[]),
    (
        "Technology",
        &[
            "Computers",
            "Developers",
            "Gadgets",
            "Information Technology",
            "News",
            "Operating Systems",
            "Podcasting",
            "Smart Phones",
            "Software How-To",
            "Tech News",
            "Text/Speech",
        ],
    ),
    ("Transportation", &["Automotive", "Aviation", "Bicycles", "Commuting"]),
    ("Travel", &[]),
];
