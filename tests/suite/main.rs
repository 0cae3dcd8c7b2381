//! Whole-command and whole-library tests: one binary, a module for each subject.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::too_many_lines,
    reason = "a test stops at the first thing that is not as it must be, and says so"
)]

mod additions;
mod any_text;
mod archives;
mod attacks;
#[path = "../../examples/residue/audit/mod.rs"]
mod audit;
mod bad_input;
mod blog;
mod built_attacks;
mod built_content;
mod built_real;
mod check_command;
mod check_forms;
mod command;
mod compare;
mod content;
mod docs_examples;
mod files_beside;
mod ground;
mod hostile;
mod hostile_posts;
mod ledger_adoption;
mod ledger_faults;
mod ledger_places;
mod ledger_safety;
mod ledger_year;
mod mdx;
mod own_feeds;
mod own_settings;
mod plain_sites;
mod post_faults;
#[cfg(unix)]
mod progress;
mod publication;
mod reading;
mod real_sites;
mod rules;
mod sarif;
mod script_attacks;
mod several_feeds;
mod site_cases;
mod site_dialects;
mod site_faults;
mod site_fixtures;
mod site_hexo;
mod site_hugo;
mod site_jekyll;
mod site_pelican;
mod site_rules;
mod site_rules_hugo;
mod site_rules_jekyll;
mod site_rules_pelican;
mod site_rules_zola;
mod site_scripts;
mod site_zola;
mod text_faults;
mod validator;
mod verify;
