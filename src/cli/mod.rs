//! Arguments → one function a command. What is typed here is turned into types at once; nothing below sees strings from the shell.

mod args;
mod check;
mod console;
mod copies;
mod explain;
mod forms;
mod init;
pub mod inspect;
mod look;
mod mail;
mod rollup;
mod run;
mod verify;
mod status;
mod trace;

pub use args::{Args, Command};
pub use console::Console;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use clap::CommandFactory;
use clap::error::ErrorKind;

use crate::run::Declared;
use crate::settings::Office;

/// How a command ended; design.md §3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Done,
    /// `check` found 错误 (or `run --strict`).
    Faults,
    /// Wrong usage or settings.
    Usage,
    /// Nothing usable was read.
    NothingRead,
    /// Some messages were not sent.
    PartlySent,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Faults => 1,
            Exit::Usage => 2,
            Exit::NothingRead => 3,
            Exit::PartlySent => 4,
        })
    }
}

/// Runs a command.
///
/// # Errors
/// Whatever keeps a command from its end.
pub fn dispatch(command: &Command, console: Console) -> Result<Exit> {
    match command {
        Command::Init(args) => init::init(args, console),
        Command::Run(args) => run::run(args, console),
        Command::Forms(args) => forms::forms(args, console),
        Command::Status(args) => status::status(args, console),
        Command::Check(args) => check::check(args, console),
        Command::Inspect(args) => look::look(args, console),
        Command::Rollup(args) => rollup::rollup(args, console),
        Command::Verify(args) => verify::verify(args, console),
        Command::Explain(args) => explain::explain(args, console),
        Command::Mail(args) => mail::mail(args, console),
        Command::Trace(args) => trace::trace(args, console),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Args::command(), "sangai", &mut std::io::stdout());
            Ok(Exit::Done)
        }
        Command::Man => {
            clap_mangen::Man::new(Args::command()).render(&mut std::io::stdout())?;
            Ok(Exit::Done)
        }
    }
}

/// What clap could not read, said by clap; asking for help or the version is no mistake.
#[must_use]
pub fn usage(error: &clap::Error) -> Exit {
    let _ = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Done,
        _ => Exit::Usage,
    }
}

/// The office's declarations, or those that come with the program, for a year.
fn declarations(office: Option<&Path>, year: i16) -> Result<Declared> {
    match office {
        Some(dir) => Declared::load(&Office::new(dir)),
        None => Declared::built_in(year),
    }
}
