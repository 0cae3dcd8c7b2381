//! The items of a JSON feed, and their attachments.

use super::Judging;
use super::tree::{Kind, Member, Node, member};
use crate::check::{media_type, rules};

/// Judges an item.
pub(super) fn check<'a>(judging: &mut Judging<'_, 'a>, node: &Node<'a>) {
    let Some(members) = judging.object(node, "an item") else { return };
    if member(members, "id").is_none() {
        judging.missing(node.span, "an item", "id");
    }
    if member(members, "content_html").is_none() && member(members, "content_text").is_none() {
        judging.add(&rules::JSON_NO_CONTENT, node.span, "an item has neither content_html nor content_text");
    }
    if member(members, "url").is_none() {
        judging.add(&rules::JSON_RECOMMENDED, node.span, "an item has no url");
    }
    for found in members {
        item_member(judging, found);
    }
}

fn item_member<'a>(judging: &mut Judging<'_, 'a>, found: &Member<'a>) {
    let node = &found.node;
    match &*found.name {
        "id" => match node.kind {
            Kind::Number(_) => judging.add(&rules::JSON_NUMERIC_ID, node.span, "the id of an item is a number"),
            _ => _ = judging.string(node, "the id of an item"),
        },
        "url" | "external_url" | "image" | "banner_image" => judging.url(node, &found.name),
        "title" | "summary" => judging.plain(node, &found.name),
        "content_text" => _ = judging.string(node, "content_text"),
        "content_html" => judging.html(node, "content_html"),
        "date_published" | "date_modified" => judging.date(node, &found.name),
        "author" => {
            if !judging.is_1_0 {
                judging.add(&rules::JSON_OLD_AUTHOR, found.name_span, "author has become authors, a list");
            }
            judging.author(node);
        }
        "authors" if !judging.is_1_0 => judging.authors(node),
        "language" if !judging.is_1_0 => judging.language(node, "language"),
        "tags" => {
            for tag in judging.list(node, "tags") {
                judging.string(tag, "a tag");
            }
        }
        "attachments" => {
            for attachment in judging.list(node, "attachments") {
                check_attachment(judging, attachment);
            }
        }
        _ => judging.unknown(found),
    }
}

fn check_attachment<'a>(judging: &mut Judging<'_, 'a>, node: &Node<'a>) {
    let Some(members) = judging.object(node, "an attachment") else { return };
    for name in ["url", "mime_type"] {
        if member(members, name).is_none() {
            judging.missing(node.span, "an attachment", name);
        }
    }
    for found in members {
        let node = &found.node;
        match &*found.name {
            "url" => judging.url(node, "the url of an attachment"),
            "mime_type" => {
                if let Some(kind) = judging.string(node, "mime_type")
                    && !media_type::is_valid(kind)
                {
                    judging.add(&rules::JSON_MEDIA_TYPE, node.span, format!("mime_type is no media type: {kind:?}"));
                }
            }
            "title" => judging.plain(node, "the title of an attachment"),
            "size_in_bytes" | "duration_in_seconds" => judging.number(node, &found.name),
            _ => judging.unknown(found),
        }
    }
}
