//! Arguments in, exit status out.

use std::process::ExitCode;

use clap::Parser;
use sangai::cli::{self, Args, Console, Exit};

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return cli::usage(&error).into(),
    };
    let console = Console::new(args.talk.quiet, args.talk.verbose);
    let exit = cli::dispatch(&args.command, console).unwrap_or_else(|error| {
        console.fault(&format!("{error:#}"));
        Exit::Usage
    });
    exit.into()
}
