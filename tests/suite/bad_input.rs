//! Bad input, each with its diagnostic: the whole of standard error, the exit code, and what was written.

use std::fs;
use std::process::Command;

use crate::blog::{Blog, messages};
use crate::reading;

const HELLO: (&str, &str) = ("posts/hello.md", "---\ntitle: Hello\ndate: 2025-05-01\n---\nThe first words.\n");
const NOTHING: &str = "nothing was written; the feeds are as they were (--keep-going publishes what can be read)\n";
const NEEDS_DATE: &str = "add a line such as `date: 2024-02-28` to its front matter, or begin its file name with the \
                          date: 2024-02-28-name.md";

/// Builds one post and gives what was said of it.
fn told(text: &[u8]) -> String {
    let blog = Blog::of(&[HELLO]);
    blog.write("posts/bad.md", text);
    let output = blog.build(&[]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(!blog.file("out").exists());
    let told = messages(&output);
    let said = told.strip_suffix(NOTHING).unwrap_or_else(|| panic!("{told}"));
    said.replace("posts/bad.md:", "")
}

#[test]
fn a_date_that_is_none_is_told_at_its_place() {
    let post = |date: &str| format!("---\ntitle: Bad\ndate: {date}\n---\nx\n").into_bytes();
    let help = "help: write it like 2024-02-28 or 2024-02-28T09:00:00+01:00\n";
    assert_eq!(
        told(&post("31/02/2024")),
        format!("3:7: error[date-unreadable]: \"31/02/2024\" is impossible: there is no such day or time; {help}")
    );
    assert_eq!(told(&post("soon")), format!("3:7: error[date-unreadable]: \"soon\" is no date; {help}"));
    assert_eq!(told(&post("[2024, 1]")), format!("3:7: error[date-unreadable]: date holds no date; {help}"));
}

#[test]
fn broken_front_matter_is_told_at_its_place() {
    assert_eq!(
        told(b"+++\ntitle = \"x\ndate = 2025-01-01\n+++\nx\n"),
        "2:11: error[front-matter-unreadable]: invalid basic string, expected `\"`; \
         help: write each key on a line of its own and texts in quotes: title = \"Hello\"\n"
    );
    assert_eq!(
        told(b"{\"title\": \"x\", \"date\": }\n\nx\n"),
        "1:24: error[front-matter-unreadable]: expected a value, found '}'; \
         help: mend the JSON, or write the front matter as YAML between `---` lines\n"
    );
    assert_eq!(
        told(b"---\ntitle: never closed\n\nx\n"),
        "1:1: error[front-matter-unreadable]: this front matter is never closed; \
         help: write a line `---` below the last line of the front matter\n"
    );
}

#[test]
fn yaml_that_strict_parsers_refuse_is_read_with_a_warning() {
    let blog = Blog::of(&[("posts/a.md", "---\ntitle: [a\ndate: 2025-01-01\n---\nx\n")]);
    let output = blog.build(&["--quiet"]);
    assert_eq!((output.status.code(), messages(&output).as_str()), (Some(0), ""));
    let output = blog.build(&["--deny", "front-matter-lenient"]);
    assert_eq!(
        messages(&output),
        format!(
            "posts/a.md:2:8: error[front-matter-lenient]: unclosed bracket '['; \
             help: it was read as plain text; write title: \"[a\"\n{NOTHING}"
        )
    );
    assert_eq!(reading::entries(&blog.file("out"))[0].title.as_deref(), Some("[a"));
}

#[test]
fn what_is_no_utf_8_is_told_at_its_byte() {
    assert_eq!(
        told(b"caf\xe9\n"),
        "1:4: error[not-utf-8]: the byte 0xE9 is not UTF-8; \
         help: save the file as UTF-8; in Latin-1 this byte is `\u{e9}`\n"
    );
    assert_eq!(told(b"\xff\xfeh\0i\0"), " error[not-utf-8]: this file is UTF-16; help: save it as UTF-8\n");
    assert_eq!(
        told(b"\x89PNG\0\0\0"),
        " error[not-text]: this file is no text: it has zero bytes; \
         help: save it as UTF-8, or leave it out with `exclude`\n"
    );
}

#[test]
fn a_post_of_a_hundred_megabytes_is_refused_unread() {
    let blog = Blog::of(&[HELLO]);
    fs::File::create(blog.file("posts/huge.md")).unwrap().set_len(100 << 20).unwrap();
    let begun = std::time::Instant::now();
    let output = blog.build(&[]);
    assert!(begun.elapsed().as_secs() < 5);
    assert_eq!(
        messages(&output),
        format!(
            "posts/huge.md: error[post-too-large]: this file has 100 MiB; the largest post is 32 MiB; \
             help: leave it out with `exclude` if it is no post\n{NOTHING}"
        )
    );
}

#[test]
fn a_slug_or_permalink_that_climbs_is_refused() {
    for (key, column) in [("slug", 7), ("permalink", 12), ("url", 6), ("path", 7)] {
        let post = format!("---\ntitle: Bad\n{key}: ../../etc/x\ndate: 2025-01-01\n---\nx\n");
        assert_eq!(
            told(post.as_bytes()),
            format!(
                "3:{column}: error[bad-permalink]: the address \"/../../etc/x/\" leads out of its folder; \
                 help: write it without `..`: /2024/my-post/\n"
            )
        );
    }
}

#[test]
fn the_line_stands_under_its_place_in_the_full_format() {
    let blog = Blog::of(&[
        ("posts/date.md", "---\ntitle: Bad\ndate: 31/02/2024\n---\nx\n"),
        ("posts/when.md", "---\ntitle: When?\n---\nx\n"),
    ]);
    let output = blog.run(&["--content", "posts", "--url", "https://example.org/", "--no-ledger"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        messages(&output),
        format!(
            "error[date-unreadable]: \"31/02/2024\" is impossible: there is no such day or time\n \
             --> posts/date.md:3:7\n  \
             |\n\
             3 | date: 31/02/2024\n  \
             |       ^^^^^^^^^^\n  \
             |\n  \
             = help: write it like 2024-02-28 or 2024-02-28T09:00:00+01:00\n\n\
             warning[undated-post]: the post has no date\n\
             --> posts/when.md\n \
             = help: {NEEDS_DATE}\n\n\
             1 error, 1 warning\n{NOTHING}"
        )
    );
}

#[test]
fn an_unknown_key_names_the_nearest_one_and_every_wrong_value_is_told() {
    let blog = Blog::of(&[HELLO]);
    let text = "[site]\nurl = \"/blog\"\ntitel = \"x\"\n[feed]\nrss = \"../rss.xml\"\n[[feeds]]\nlimit = 3\n\
                [[feeds]]\nname = \"../x\"\nlanguage = \"not one\"\n";
    blog.write("feedwright.toml", text.as_bytes());
    let output = blog.run(&["--message-format", "short"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        messages(&output),
        "feedwright.toml:2:7: error[wrong-value]: \"/blog\" is not an absolute URL; \
         help: write the whole address of the site: https://example.org/\n\
         feedwright.toml:3:1: error[unknown-key]: \"titel\" is no key in [site]; \
         help: did you mean \"title\"?\n\
         feedwright.toml:5:7: error[wrong-value]: \"../rss.xml\" is no path of a file below the output folder; \
         help: write it like rss.xml or blog/rss.xml\n\
         feedwright.toml:6:1: error[wrong-value]: a table of \"feeds\" has no \"name\"; \
         help: add name = \"\u{2026}\"\n\
         feedwright.toml:9:8: error[wrong-value]: \"../x\" is no name of a folder below the output folder; \
         help: write it like rust or de/rust\n\
         feedwright.toml:10:12: error[wrong-value]: \"not one\" is no language tag; \
         help: write it like en or pt-BR\n"
    );
}

#[test]
fn a_configuration_that_cannot_be_read_is_told_at_its_place() {
    let blog = Blog::of(&[HELLO]);
    let told = |bytes: &[u8]| {
        blog.write("feedwright.toml", bytes);
        let output = blog.run(&["--message-format", "short"]);
        assert_eq!(output.status.code(), Some(1));
        messages(&output)
    };
    assert_eq!(
        told(b"a = [\n"),
        "feedwright.toml:1:6: error[data-unreadable]: unclosed array, expected `]`; \
         help: write each key on a line of its own and texts in quotes: title = \"Hello\"\n"
    );
    assert_eq!(
        told(b"[site]\ntitle = \"caf\xe9\"\n"),
        "feedwright.toml:2:13: error[not-utf-8]: the byte 0xE9 is not UTF-8; \
         help: save the file as UTF-8; in Latin-1 this byte is `\u{e9}`\n"
    );
    fs::remove_file(blog.file("feedwright.toml")).unwrap();
    let output = blog.run(&["--config", "nope.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(messages(&output), "error: cannot read nope.toml: No such file or directory (os error 2)\n");
    blog.write("sub/my.toml", b"[sight]\n");
    let output = blog.run(&["--config", "sub/my.toml", "--message-format", "short"]);
    assert!(messages(&output).starts_with("sub/my.toml:1:2: error[unknown-key]: "), "{}", messages(&output));
}

#[test]
fn a_missing_or_relative_address_is_told() {
    let blog = Blog::of(&[HELLO]);
    let output = blog.run(&["--content", "posts", "--message-format", "short"]);
    assert_eq!(output.status.code(), Some(1));
    let told = messages(&output);
    assert!(told.starts_with("error[site-url-missing]: the address of the site is not known; help: "), "{told}");
    assert!(told.contains("--url https://example"), "{told}");
    for address in ["/blog", "example.org", "mailto:a@example.org", ""] {
        let output = blog.run(&["--content", "posts", "--url", address]);
        assert_eq!(output.status.code(), Some(2), "{address}");
        assert_eq!(
            messages(&output),
            format!(
                "error: invalid value '{address}' for '--url <URL>': write the whole address of the site: \
                 https://example.org/\n\nFor more information, try '--help'.\n"
            )
        );
    }
    assert!(!blog.file("output").exists());
}

#[test]
fn a_folder_that_is_none_is_told() {
    let blog = Blog::of(&[HELLO]);
    let usual = ["--url", "https://example.org/", "--title", "Blog"];
    for (option, folder, why) in [
        ("--content", "nope", "No such file or directory (os error 2)"),
        ("--content", "posts/hello.md", "Not a directory (os error 20)"),
        ("--root", "nope", "No such file or directory (os error 2)"),
    ] {
        let output = blog.run(&[&usual[..], &[option, folder]].concat());
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert_eq!(messages(&output), format!("error: cannot read {folder}: {why}\n"));
    }
}

#[cfg(unix)]
#[test]
fn a_folder_or_a_post_that_may_not_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let blog = Blog::of(&[HELLO, ("posts/secret.md", "x")]);
    let lock = |path: &str, mode| fs::set_permissions(blog.file(path), fs::Permissions::from_mode(mode)).unwrap();
    lock("posts/secret.md", 0o000);
    // The superuser may read everything.
    if fs::read(blog.file("posts/secret.md")).is_err() {
        let denied = "Permission denied (os error 13)";
        let expected = format!("posts/secret.md: error[post-unreadable]: the file cannot be read: {denied}\n{NOTHING}");
        assert_eq!(messages(&blog.build(&[])), expected);
        lock("posts", 0o000);
        let output = blog.build(&[]);
        lock("posts", 0o755);
        assert_eq!(
            (output.status.code(), messages(&output)),
            (Some(2), format!("error: cannot read posts: {denied}\n"))
        );
    }
    lock("posts/secret.md", 0o644);
    std::os::unix::fs::symlink("nowhere", blog.file("posts/gone.md")).unwrap();
    let told = messages(&blog.build(&["--allow", "undated-post"]));
    let gone =
        "posts/gone.md: error[post-unreadable]: the file cannot be read: No such file or directory (os error 2)\n";
    assert_eq!(told, format!("{gone}{NOTHING}"));
}

#[test]
fn a_folder_without_a_post_is_doubtful() {
    let blog = Blog::of(&[("posts/notes.txt", "x")]);
    let output = blog.build(&[]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        messages(&output),
        "warning[no-posts]: there is no post in posts; \
         help: posts are files that end in .md, .markdown, .mdx, .html, .htm; --content names their folder, --site the \
         kind of site, which was taken to be plain (no configuration file of a generator in the folder)\n\
         wrote out/rss.xml\nwrote out/atom.xml\nwrote out/feed.json\n0 of 0 posts are published\n"
    );
}

#[test]
fn an_output_that_is_no_folder_or_may_not_be_written_is_told() {
    let blog = Blog::of(&[HELLO, ("out.txt", "kept")]);
    let usual = ["--content", "posts", "--url", "https://example.org/", "--no-ledger", "--output"];
    let told = |folder: &str| {
        let output = blog.run(&[&usual[..], &[folder]].concat());
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        messages(&output)
    };
    assert_eq!(told("out.txt"), "error: cannot write out.txt: it is not a folder\n");
    assert_eq!(blog.text("out.txt"), "kept");
    fs::create_dir_all(blog.file("o/rss.xml")).unwrap();
    let target = blog.path().canonicalize().unwrap().join("o/rss.xml");
    assert_eq!(told("o"), format!("error: cannot write {}: it is not a file\n", target.display()));
    assert_eq!(fs::read_dir(blog.file("o")).unwrap().count(), 1);
    if cfg!(target_os = "linux") {
        assert_eq!(told("/proc/feeds"), "error: cannot write /proc/feeds: No such file or directory (os error 2)\n");
    }
}

/// Builds where no file may have more than 4 kB: a limit on that is a disk that is full for one process alone.
#[cfg(target_os = "linux")]
fn on_a_full_disk(blog: &Blog, more: &[&str]) -> std::process::Output {
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"";
    Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_feedwright"), "build", "--content", "posts", "--output", "out"])
        .args(["--url", "https://example.org/", "--title", "Blog", "--message-format", "short"])
        .args(["--now", "2026-01-01T00:00:00Z"])
        .args(more)
        .current_dir(blog.path())
        .output()
        .unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_feeds_as_they_were() {
    let blog = Blog::of(&[HELLO]);
    assert_eq!(blog.build(&["--no-ledger"]).status.code(), Some(0));
    let before = blog.text("out/rss.xml");
    let long = "words ".repeat(20_000);
    blog.write("posts/long.md", format!("---\ntitle: Long\ndate: 2025-06-01\n---\n{long}\n").as_bytes());
    let output = on_a_full_disk(&blog, &["--no-ledger"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let target = blog.file("out").canonicalize().unwrap().join("rss.xml");
    assert_eq!(messages(&output), format!("error: cannot write {}: File too large (os error 27)\n", target.display()));
    assert_eq!(blog.text("out/rss.xml"), before);
    assert_eq!(fs::read_dir(blog.file("out")).unwrap().count(), 3, "nothing else is left");
}

#[test]
fn a_site_on_a_host_of_ones_own_is_looked_at_before_it_is_published() {
    let blog = Blog::of(&[(
        "posts/a.md",
        "---\ntitle: A\ndate: 2025-03-01\nenclosure: {url: /a.mp3, length: 5}\n---\nText.\n",
    )]);
    let build = |address: &str| {
        let usual = ["--no-ledger", "--content", "posts", "--title", "T", "--message-format", "short", "--url"];
        let output = blog.run(&[&["build"], &usual[..], &[address, "--now", "2026-01-01T00:00:00Z"]].concat());
        (output.status.code(), messages(&output))
    };
    for address in ["http://localhost:4000/", "https://intranet/blog/", "http://[::1]:8080/"] {
        let (code, said) = build(address);
        assert!(code == Some(0) && !said.contains("warning"), "{address}: {said}");
    }
    blog.write(
        "posts/a.md",
        b"---\ntitle: A\ndate: 2025-03-01\nenclosure: {url: 'http://localhost/a.mp3', length: 5}\n---\nText.\n",
    );
    let (code, said) = build("https://example.org/");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("posts/a.md: warning[web-address-invalid]") && said.contains("localhost"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_feed_is_told_and_not_waited_for() {
    let blog = Blog::of(&[HELLO]);
    assert_eq!(blog.build(&[]).status.code(), Some(0));
    fs::remove_file(blog.file("feedwright.lock")).unwrap();
    for pipe in ["out/rss.xml", "out/.feedwright-a.tmp"] {
        let _ = fs::remove_file(blog.file(pipe));
        assert!(Command::new("mkfifo").arg(blog.file(pipe)).status().unwrap().success());
    }
    let output = blog.build(&[]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(messages(&output).ends_with("rss.xml: it is not a file\n"), "{output:?}");
    fs::remove_file(blog.file("out/rss.xml")).unwrap();
    assert_eq!(blog.build(&[]).status.code(), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn many_feeds_are_built_and_built_again_where_few_files_may_be_open() {
    let blog = Blog::of(&[HELLO]);
    let feeds = (0..30).map(|number| format!("[[feeds]]\nname = \"f{number}\"\n")).collect::<Vec<_>>().concat();
    blog.write("feedwright.toml", format!("[site]\ncontent = \"posts\"\n{feeds}").as_bytes());
    for word in ["wrote", "unchanged"] {
        let output = Command::new("sh")
            .args(["-c", "ulimit -S -n 64; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_feedwright"), "--output", "out"])
            .args(["--url", "https://example.org/", "--title", "Blog", "--now", "2026-01-01T00:00:00Z"])
            .current_dir(blog.path())
            .output()
            .unwrap();
        assert_eq!(messages(&output).matches(&format!("{word} out/")).count(), 93, "{output:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_wrong_with_feeds_is_told_also_where_they_cannot_be_written() {
    let blog = Blog::of(&[HELLO]);
    assert_eq!(blog.build(&[]).status.code(), Some(0));
    let long = format!("---\ntitle: Long\ndate: 2025-06-01\n---\nGone \u{fffd}. {}\n", "words ".repeat(20_000));
    blog.write("posts/long.md", long.as_bytes());
    let output = on_a_full_disk(&blog, &[]);
    let told = messages(&output);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("posts/long.md: warning[characters-garbled]"), "{told}");
    assert!(told.lines().last().unwrap().starts_with("error: cannot write "), "{told}");
    let output = on_a_full_disk(&blog, &["--deny", "characters-garbled"]);
    let told = messages(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("posts/long.md: error[characters-garbled]") && !told.contains("cannot write"), "{told}");
    // The plan is shown before anything is to be written; one that is stopped ends the build.
    fs::write(blog.file("out/rss.xml"), blog.text("out/rss.xml").replace("tag:", "was:")).unwrap();
    let output = on_a_full_disk(&blog, &["--plan"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("reissued"), "{output:?}");
}

#[test]
fn posts_that_share_an_id_are_told_as_such_and_as_nothing_else() {
    let post = |at: usize| {
        format!("---\ntitle: Post {at}\ndate: 2025-05-0{at}\nguid: https://e.example/same\n---\nWords {at}.\n")
    };
    let made = |at: usize| post(at).replace("guid: https://e.example/same\n", "");
    let blog = Blog::of(&[("posts/a.md", &made(1)), ("posts/a.html", &made(2))]);
    let told = |more: &[&str]| {
        let output = blog.build(&[&["--allow", "duplicate-permalink"], more].concat());
        assert_eq!((output.status.code(), blog.file("out").exists()), (Some(1), false), "{output:?}");
        let told = messages(&output);
        told.lines().filter(|line| line.contains('[')).map(str::to_owned).collect::<Vec<_>>()
    };
    let same = |file: &str, id: &str, other: &str| {
        format!("posts/{file}: error[duplicate-id]: the id {id} is that of posts/{other} as well")
    };
    for more in [&[][..], &["--keep-going"]] {
        let told = told(more);
        assert!(told.len() == 1 && told[0].starts_with(&same("a.md", "tag:example.org,2026:/a", "a.html")), "{told:?}");
    }
    fs::remove_file(blog.file("posts/a.html")).unwrap();
    for at in 1..=9 {
        blog.write(&format!("posts/p{at}.md"), post(at).as_bytes());
    }
    blog.write("posts/a.md", post(1).as_bytes());
    let told = told(&["--limit", "0"]);
    assert_eq!(told.len(), 9, "{told:?}");
    assert!(told[0].starts_with(&same("p1.md", "https://e.example/same", "a.md")), "{told:?}");
    assert!(told.iter().all(|line| line.contains("error[duplicate-id]")), "{told:?}");
}

#[test]
fn two_builds_at_once_tear_no_file() {
    let texts: Vec<String> = (0..60)
        .map(|number| format!("---\ntitle: Post {number}\ndate: 2025-03-01\n---\n{}\n", "words ".repeat(400)))
        .collect();
    let blog = Blog::of(&[]);
    for (number, text) in texts.iter().enumerate() {
        blog.write(&format!("posts/p{number}.md"), text.as_bytes());
    }
    std::thread::scope(|scope| {
        for limit in ["5", "20", "60"] {
            let blog = &blog;
            scope.spawn(move || {
                for _ in 0..5 {
                    let output = blog.build(&["--limit", limit]);
                    assert_eq!(output.status.code(), Some(0), "{output:?}");
                }
            });
        }
    });
    for (file, read) in [
        ("out/rss.xml", reading::rss_entries as fn(&str) -> Vec<reading::Entry>),
        ("out/atom.xml", reading::atom_entries),
        ("out/feed.json", reading::json_entries),
    ] {
        assert!([5, 20, 60].contains(&read(&blog.text(file)).len()), "{file}");
    }
    assert_eq!(fs::read_dir(blog.file("out")).unwrap().count(), 3);
}
