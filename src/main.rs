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
    #[cfg(unix)]
    allow_many_files();
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

/// Raises the number of files that may be open to what the system allows: each feed has one until all are whole, and the
/// usual limits, 256 and 1024, were made for programs that wait for each of them in one call.
#[cfg(unix)]
fn allow_many_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    /// macOS names no limit, and allows no more than `OPEN_MAX`.
    const OPEN_MAX: u64 = 10_240;
    let limit = getrlimit(Resource::Nofile);
    let most = if cfg!(target_os = "macos") { limit.maximum.or(Some(OPEN_MAX)) } else { limit.maximum };
    // Where it stays as it is, a build of many feeds says what it could not write.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: most, maximum: limit.maximum });
}
