//! The `feedwright` command: arguments in, exit code out.

mod cli;
mod cmd;
mod report;

use std::process::ExitCode;

use clap::Parser;
use feedwright::Error;

/// Most of a build is reading many small files; the system's allocator would spend a fifth of it on growing its heap.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse_from(cli::with_default_subcommand(std::env::args_os()));
    let voice = report::Voice::new(&cli.messages, std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()));
    match cmd::run(&cli, voice) {
        Ok(outcome) => outcome.into(),
        Err(Error::Problems(problems)) => {
            voice.problems(&problems);
            cmd::Outcome::Problems.into()
        }
        Err(error) => {
            voice.ends(&error.to_string());
            ExitCode::from(2)
        }
    }
}
