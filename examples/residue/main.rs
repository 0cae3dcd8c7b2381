//! Counts, over a folder of sites, what must be in no entry of their feeds: `cargo run --release --example residue --
//! FOLDER`.
//!
//! Every site is built with all of its posts, in full and in every format; the entries are read back from the files
//! that were written. Exit code 0 when nothing is found, 1 when something is, 2 when the folder cannot be read.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is a command")]

mod audit;

use std::path::Path;
use std::process::ExitCode;

use audit::faults::Kind;
use audit::{Audited, audit, sites};

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("usage: residue FOLDER, a folder of sites");
        return ExitCode::from(2);
    };
    let audited: Result<Vec<Audited>, String> =
        sites(Path::new(&folder)).and_then(|sites| sites.iter().map(audit).collect());
    match audited {
        Ok(audited) => {
            let clean = audited.iter().all(|site| site.faults.is_empty());
            print(&audited);
            ExitCode::from(u8::from(!clean))
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

/// The kinds of faults, in the order of the columns.
const KINDS: [Kind; 4] = [Kind::Template, Kind::Relative, Kind::Runs, Kind::Unbalanced];

fn print(audited: &[Audited]) {
    let row = |name: &str, cells: [String; 6]| {
        let cells: Vec<String> = cells.iter().map(|cell| format!("{cell:>13}")).collect();
        println!("{name:<16}{}", cells.concat());
    };
    let heads = ["entries", "documents", "template", "relative", "runs", "unbalanced"];
    row("site", heads.map(str::to_owned));
    let mut totals = [0; 6];
    for site in audited {
        let count = |kind| site.faults.iter().filter(|(_, fault)| fault.kind == kind).count();
        let [template, relative, runs, unbalanced] = KINDS.map(count);
        let counts = [site.entries, site.documents, template, relative, runs, unbalanced];
        row(&site.name, counts.map(|count| count.to_string()));
        for (total, count) in totals.iter_mut().zip(counts) {
            *total += count;
        }
    }
    row("together", totals.map(|total| total.to_string()));
    for site in audited {
        for (entry, fault) in &site.faults {
            println!("{}: {entry}: {}: {}", site.name, fault.kind.name(), fault.what);
        }
    }
}
