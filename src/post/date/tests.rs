use super::*;

fn clock(zone: Tz, naive: Naive) -> Clock {
    Clock { zone, naive }
}

fn shown(text: &str, clock: Clock) -> String {
    match read(text, Style::Plain, clock) {
        Ok(Reading { moment, doubt: None }) if moment.day_only => format!("{} day", moment.rfc3339()),
        Ok(Reading { moment, doubt: None }) => moment.rfc3339(),
        Ok(Reading { moment, doubt: Some(doubt) }) => format!("{} {doubt:?}", moment.rfc3339()),
        Err(why) => why.to_string(),
    }
}

fn all(clock: Clock, rows: &[(&str, &str)]) {
    for (text, expected) in rows {
        assert_eq!(shown(text, clock), *expected, "{text}");
    }
}

#[test]
fn every_shape_of_iso_is_read() {
    all(
        clock(Tz::Europe__Berlin, Naive::SiteZone),
        &[
            ("2024-02-28", "2024-02-28T00:00:00+01:00 day"),
            ("2024/07/08", "2024-07-08T00:00:00+02:00 day"),
            ("2024.7.8", "2024-07-08T00:00:00+02:00 day"),
            ("20240708", "2024-07-08T00:00:00+02:00 day"),
            ("20240708T090010Z", "2024-07-08T09:00:10+00:00"),
            ("2024年7月8日", "2024-07-08T00:00:00+02:00 day"),
            ("2024-Jul-08", "2024-07-08T00:00:00+02:00 day"),
            ("2024-07-08 9:00", "2024-07-08T09:00:00+02:00"),
            ("2024-07-08T09:00:01.123456789Z", "2024-07-08T09:00:01+00:00"),
            ("2024-07-08 09:00:01,5 -0530", "2024-07-08T09:00:01-05:30"),
            ("2024-07-08 09:00:01 -4", "2024-07-08T09:00:01-04:00"),
            ("2024-07-08 09:00:01 \u{2212}04:00", "2024-07-08T09:00:01-04:00"),
            ("2024-07-08 09:00 UTC+2", "2024-07-08T09:00:00+02:00"),
            ("2024-07-08T24:00:00", "2024-07-09T00:00:00+02:00"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00+00:00"),
            ("2024-07-08 12:30 AM", "2024-07-08T00:30:00+02:00"),
            ("2024-07-08 12 pm", "2024-07-08T12:00:00+02:00"),
            ("2024-07-08 at 9:00 p.m. EST", "2024-07-08T21:00:00-05:00"),
            ("2024-07-08T09:00:00+02:00[Europe/Berlin]", "2024-07-08T09:00:00+02:00"),
            ("2024-07-08 09:00 America/New_York", "2024-07-08T09:00:00-04:00"),
            ("  \"2024-02-28\" ", "2024-02-28T00:00:00+01:00 day"),
        ],
    );
}

#[test]
fn dates_in_words_are_read() {
    all(
        clock(Tz::UTC, Naive::SiteZone),
        &[
            ("18 Dec 2014", "2014-12-18T00:00:00+00:00 day"),
            ("18-Dec-14", "2014-12-18T00:00:00+00:00 day"),
            ("3rd of May, 2020", "2020-05-03T00:00:00+00:00 day"),
            ("1. Sept. 2020", "2020-09-01T00:00:00+00:00 day"),
            ("June 17, 2021", "2021-06-17T00:00:00+00:00 day"),
            ("February 23rd 2024", "2024-02-23T00:00:00+00:00 day"),
            ("November 21st, 2024 10:30", "2024-11-21T10:30:00+00:00"),
            ("Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T09:55:06-06:00"),
            ("Fri, 21 Nov 1997 09:55:06 -0600 (CST)", "1997-11-21T09:55:06-06:00"),
            ("Fri Sep  3 11:21:31 CEST 2021", "2021-09-03T11:21:31+02:00"),
            ("Fri Sep  3 11:21:31 2021", "2021-09-03T11:21:31+00:00"),
            ("Fri Sep 03 2021 11:21:31 GMT+0200 (Central European Summer Time)", "2021-09-03T11:21:31+02:00"),
            ("Thursday, 8 August 2024", "2024-08-08T00:00:00+00:00 day"),
        ],
    );
}

#[test]
fn an_abbreviation_means_what_it_means_on_the_site() {
    let in_zone = |text: &str, zone| shown(text, clock(zone, Naive::SiteZone));
    assert_eq!(in_zone("2024-07-08 09:00 IST", Tz::UTC), "2024-07-08T09:00:00+05:30");
    assert_eq!(in_zone("2024-07-08 09:00 IST", Tz::Asia__Jerusalem), "2024-07-08T09:00:00+02:00");
    assert_eq!(in_zone("2024-07-08 09:00 CST", Tz::Asia__Shanghai), "2024-07-08T09:00:00+08:00");
    assert_eq!(in_zone("2024-07-08 09:00 CST", Tz::UTC), "2024-07-08T09:00:00-06:00");
    let month_first = shown("11-9-2017", clock(Tz::UTC, Naive::MonthFirst));
    assert_eq!(month_first, "2017-11-09T00:00:00+00:00 Order");
    assert_eq!(shown("24.05.2015", clock(Tz::UTC, Naive::MonthFirst)), "2015-05-24T00:00:00+00:00 day");
    let ruby = |zone| shown("2024-07-08 09:00 CEST", clock(zone, Naive::YamlTimestampUtc));
    assert_eq!(ruby(Tz::Europe__Berlin), "2024-07-08T09:00:00+02:00");
    assert_eq!(ruby(Tz::UTC), "2024-07-08T09:00:00+00:00 Rubbish(\"CEST\")");
}

#[test]
fn what_is_left_over_is_named_and_what_is_unclear_doubted() {
    all(
        clock(Tz::UTC, Naive::SiteZone),
        &[
            ("2017-10-23 (optional)", "2017-10-23T00:00:00+00:00 Rubbish(\"(optional)\")"),
            ("2016-06-17 12:00-400", "2016-06-17T12:00:00+00:00 Rubbish(\"-400\")"),
            ("2019-07-09 18::48::00", "2019-07-09T00:00:00+00:00 Rubbish(\"18::48::00\")"),
            ("2023-01-29 18:30:22 2023 -0800", "2023-01-29T18:30:22-08:00 Rubbish(\"2023\")"),
            ("11-9-2017", "2017-09-11T00:00:00+00:00 Order"),
            ("11/9/2017", "2017-11-09T00:00:00+00:00 Order"),
            ("9-9-2017", "2017-09-09T00:00:00+00:00 day"),
            ("24-05-2015", "2015-05-24T00:00:00+00:00 day"),
            ("5/24/2015", "2015-05-24T00:00:00+00:00 day"),
            ("08-02-21 15:00", "2021-08-02T15:00:00+00:00 Order"),
        ],
    );
}

#[test]
fn what_is_no_date_is_refused_with_the_reason() {
    let none = "is no date";
    let impossible = "is impossible: there is no such day or time";
    let year = "has a year outside 1–9999";
    all(
        clock(Tz::UTC, Naive::SiteZone),
        &[
            ("31/02/2024", impossible),
            ("2017-02-29 11:00:00", impossible),
            ("2024-13-01", impossible),
            ("2024-01-01 25:00", impossible),
            ("2024-01-01 13:00 pm", impossible),
            ("0000-01-01", year),
            ("12024-01-01", year),
            ("9999-12-31T23:59:59-01:00", year),
            ("soon", none),
            ("1704067200", none),
            ("2024-02", none),
            ("2024", none),
            ("09:00:00", none),
            ("May", none),
            ("", none),
            ("年月日", none),
        ],
    );
}

#[test]
fn jekyll_takes_an_unquoted_timestamp_for_utc_and_a_quoted_one_for_local_time() {
    let new_york = clock(Tz::America__New_York, Naive::YamlTimestampUtc);
    let read = |text, style| read(text, style, new_york).unwrap().moment.rfc3339();
    assert_eq!(read("2024-03-02 01:30:00", Style::Plain), "2024-03-01T20:30:00-05:00");
    assert_eq!(read("2024-03-02 01:30:00", Style::Quoted), "2024-03-02T01:30:00-05:00");
    assert_eq!(read("2024-03-02 01:30", Style::Plain), "2024-03-02T01:30:00-05:00");
    assert_eq!(read("2024-03-02", Style::Plain), "2024-03-02T00:00:00-05:00");
    assert_eq!(read("2024-03-02T01:30:00Z", Style::Plain), "2024-03-02T01:30:00+00:00");
}

/// The zones that the table leaves out, as the recorded dates show them.
fn unnamed_zone(site: &str) -> Tz {
    match site {
        "p-pythonclub" => Tz::America__Fortaleza,
        "p-jakevdp" => Tz::America__Phoenix,
        "p-canux" => Tz::Asia__Shanghai,
        _ => Tz::UTC,
    }
}

#[test]
fn every_date_of_the_table_is_read_as_its_generator_read_it() {
    let Ok(table) = std::fs::read_to_string("../shared/sites/real/tables/dates.json") else {
        println!("skipped: ../shared/sites/real/tables/dates.json is missing");
        return;
    };
    let rows: Vec<std::collections::BTreeMap<String, Option<String>>> = serde_json::from_str(&table).unwrap();
    let mut differing = Vec::new();
    for row in &rows {
        let get = |key: &str| row.get(key).cloned().flatten().unwrap_or_default();
        let naive = match get("generator").as_str() {
            "Jekyll" => Naive::YamlTimestampUtc,
            "Pelican" => Naive::SiteZone,
            _ => Naive::Utc,
        };
        let zone = get("site_timezone").parse().unwrap_or_else(|_| unnamed_zone(&get("site")));
        let raw = get("raw");
        let style = if raw.starts_with(['"', '\'']) { Style::Quoted } else { Style::Plain };
        let expected = get("published");
        let expected = read(&expected, Style::Quoted, clock(Tz::UTC, Naive::SiteZone)).unwrap();
        let found = read(&raw, style, clock(zone, naive)).map(|reading| reading.moment.instant);
        if found != Ok(expected.moment.instant) {
            differing.push(format!("{}: {raw}: {found:?}, not {:?}", get("site"), expected.moment.instant));
        }
    }
    assert_eq!(differing, Vec::<String>::new(), "of {} rows", rows.len());
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,40}", near in "[0-9A-Za-z :+./年月日-]{0,30}") {
        for naive in [Naive::SiteZone, Naive::Utc, Naive::YamlTimestampUtc] {
            let _ = read(&text, Style::Plain, clock(Tz::Pacific__Apia, naive));
            let _ = read(&near, Style::Plain, clock(Tz::Pacific__Apia, naive));
            let _ = read(&format!("2024-01-02{near}"), Style::Plain, clock(Tz::Africa__Monrovia, naive));
        }
    }
}
