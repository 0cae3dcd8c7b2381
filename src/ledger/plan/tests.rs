//! What a plan tells of two states of a feed.

use chrono::DateTime;

use super::*;

fn day(day: u32) -> Option<Moment> {
    let instant = DateTime::parse_from_rfc3339(&format!("2024-01-{day:02}T00:00:00Z")).ok()?;
    Some(Moment { instant, day_only: false })
}

fn an_entry(name: &str, on: u32) -> SavedEntry {
    SavedEntry {
        id: format!("id:{name}"),
        link: format!("https://e.example/{name}/"),
        title: format!("Title of {name}"),
        published: day(on),
        updated: None,
        words: Words::of(&format!("the words of {name}")),
        whole: true,
        markup: u64::from(on),
    }
}

fn version(entries: &[SavedEntry]) -> Version {
    Version {
        feed: SavedFeed { kind: Kind::Rss, entries: entries.to_vec(), indistinct: Vec::new(), passed_over: 0 },
        bytes: entries.len(),
        digest: 0,
    }
}

fn told(before: &[SavedEntry], after: &[SavedEntry], listed: &[&str]) -> Vec<(String, Vec<&'static str>)> {
    let belonging = listed.iter().map(|id| (*id, "")).collect();
    let known = Known { belonging, ..Known::default() };
    let plan = plan("main", &[("rss.xml".to_owned(), Some(version(before)), version(after))], &known);
    plan.entries.iter().map(|e| (e.id.clone(), e.changes.iter().map(|change| change.name()).collect())).collect()
}

fn is(id: &str, changes: &[&'static str]) -> (String, Vec<&'static str>) {
    (id.to_owned(), changes.to_vec())
}

#[test]
fn nothing_happens_when_nothing_changed() {
    let entries = [an_entry("b", 2), an_entry("a", 1)];
    assert_eq!(told(&entries, &entries, &[]), []);
}

#[test]
fn every_kind_of_change_is_told() {
    let before: Vec<SavedEntry> = (1..=8).map(|at| an_entry(&format!("{at}"), 10 + at)).collect();
    let mut after = before.clone();
    after[0].id = "id:other".to_owned();
    after[1].title = "Retitled".to_owned();
    after[2].words = Words::of("new words");
    after[3].link = "https://e.example/elsewhere/".to_owned();
    after[4].published = day(30);
    after[5].updated = day(31);
    after.remove(7);
    after.push(an_entry("new", 20));
    assert_eq!(
        told(&before, &after, &[]),
        [
            is("id:other", &["reissued"]),
            is("id:8", &["vanished"]),
            is("id:new", &["new"]),
            is("id:2", &["retitled"]),
            is("id:3", &["updated"]),
            is("id:6", &["touched"]),
            is("id:4", &["moved"]),
            is("id:5", &["re-dated"]),
        ]
    );
}

#[test]
fn an_entry_beyond_the_limit_has_not_vanished() {
    let before = [an_entry("b", 2), an_entry("a", 1)];
    let after = [an_entry("c", 3), an_entry("b", 2)];
    assert_eq!(told(&before, &after, &["id:a", "id:b", "id:c"]), [is("id:c", &["new"]), is("id:a", &["rolled out"])]);
    assert_eq!(told(&before, &after, &["id:b", "id:c"]), [is("id:a", &["vanished"]), is("id:c", &["new"])]);
}

#[test]
fn what_was_never_there_has_not_changed() {
    let summary = SavedEntry { whole: false, markup: 0, words: Words::default(), published: None, ..an_entry("a", 1) };
    let whole = an_entry("a", 1);
    let (before, after) = ([summary], [whole]);
    assert_eq!(told(&before, &after, &[]), [is("id:a", &["whole text", "dated"])]);
    assert_eq!(told(&after, &before, &[]), [is("id:a", &["summary only", "undated"])]);
}

#[test]
fn a_weekly_title_does_not_make_a_new_post_a_reissued_one() {
    let mut before = an_entry("a", 1);
    let mut after = an_entry("b", 8);
    before.title = "Weekly notes".to_owned();
    after.title = "Weekly notes".to_owned();
    assert_eq!(told(&[before], &[after], &[]), [is("id:a", &["vanished"]), is("id:b", &["new"])]);
}

#[test]
fn what_is_accepted_stops_nothing() {
    let before = [an_entry("a", 1), an_entry("b", 2)];
    let mut after = [an_entry("a", 1)];
    after[0].id = "other".to_owned();
    let files = [("rss.xml".to_owned(), Some(version(&before)), version(&after))];
    let plan = plan("main", &files, &Known::default());
    let accept = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    assert!(plan.is_stopped(&[]));
    assert!(plan.is_stopped(&accept(&["id:a"])));
    assert!(!plan.is_stopped(&accept(&["id:a", "id:b"])));
    assert!(!plan.is_stopped(&accept(&["other", "id:b"])));
}

#[test]
fn a_file_that_is_new_beside_others_says_nothing_of_its_own() {
    let entries = [an_entry("a", 1)];
    let files = [
        ("rss.xml".to_owned(), Some(version(&entries)), version(&entries)),
        ("atom.xml".to_owned(), None, version(&entries)),
    ];
    let plan = plan("main", &files, &Known::default());
    assert!(plan.is_empty());
    assert_eq!((plan.files[0].before.map(|size| size.entries), plan.files[1].before), (Some(1), None));
}

#[test]
fn another_order_is_told() {
    let entries = [an_entry("b", 2), an_entry("a", 1)];
    let turned = [an_entry("a", 1), an_entry("b", 2)];
    let files = [("rss.xml".to_owned(), Some(version(&entries)), version(&turned))];
    let plan = plan("main", &files, &Known::default());
    assert!(plan.reordered && plan.entries.is_empty());
}
