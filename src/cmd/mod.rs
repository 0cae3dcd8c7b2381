//! A file for each subcommand: settings, stages, report.

mod adopt;
mod build;
mod check;
mod explain;
mod fetch;
mod init;
mod ledger;
mod list;
mod making;
mod origins;
mod plan;
mod progress;
mod rules;
mod settings;
mod shell;
mod verify;

use std::io::{self, Write};
use std::process::ExitCode;

use feedwright::Error;

use crate::cli::{Cli, Command};
use crate::report::Voice;

/// How a run that came to its end ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done: exit code 0.
    Done,
    /// Problems were found: exit code 1.
    Problems,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::Problems => Self::from(1),
        }
    }
}

/// Runs the subcommand.
///
/// # Errors
///
/// What ends the run.
pub fn run(cli: &Cli, voice: Voice) -> Result<Outcome, Error> {
    match &cli.command {
        Command::Build(arguments) => build::run(arguments, &cli.messages, voice),
        Command::Plan(arguments) => plan::run(arguments, &cli.messages, voice),
        Command::Adopt(arguments) => adopt::run(arguments, &cli.messages, voice),
        Command::List(arguments) => list::run(arguments, &cli.messages, voice),
        Command::Explain(arguments) => explain::run(arguments, &cli.messages, voice),
        Command::Check(arguments) => check::run(arguments, &cli.messages, voice),
        Command::Rules(arguments) => rules::run(arguments),
        Command::Verify(arguments) => verify::run(arguments, &cli.messages, voice),
        Command::Init(arguments) => init::run(arguments, voice),
        Command::Completions(arguments) => shell::completions(arguments),
        Command::Man => shell::man(),
    }
}

/// Prints what was asked for. A reader that has gone away (`feedwright list | head`) is no error.
fn print(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(source) if source.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::Write { path: "standard output".into(), source })
        }
        _ => Ok(()),
    }
}
