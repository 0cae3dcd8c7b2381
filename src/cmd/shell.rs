//! `feedwright completions` and `feedwright man`: from the same definitions as the options themselves.

use clap::CommandFactory;
use feedwright::Error;

use super::{Outcome, print};
use crate::cli::{Cli, Completions};

/// Prints the completion script of a shell.
pub fn completions(arguments: &Completions) -> Result<Outcome, Error> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "feedwright", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Done)
}

/// Prints the manual page: the command's, then a part for each subcommand.
pub fn man() -> Result<Outcome, Error> {
    let mut page = Vec::new();
    let command = Cli::command();
    let written = clap_mangen::Man::new(command.clone()).render(&mut page).and_then(|()| {
        command.get_subcommands().try_for_each(|part| {
            let name = format!("feedwright-{}", part.get_name());
            let man = clap_mangen::Man::new(part.clone().bin_name(format!("feedwright {}", part.get_name())));
            page.extend(format!(".SH \"{}\"\n", name.to_uppercase()).bytes());
            man.render_description_section(&mut page)?;
            man.render_synopsis_section(&mut page)?;
            man.render_options_section(&mut page)
        })
    });
    written.map_err(|source| Error::Write { path: "the manual page".into(), source })?;
    print(&String::from_utf8_lossy(&page))?;
    Ok(Outcome::Done)
}
