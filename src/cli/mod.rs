//! Arguments → one function a command. What is typed here is turned into types at once; nothing below sees strings from the shell.

mod args;
mod console;
pub mod inspect;

pub use args::{Args, Command};
pub use console::Console;

use std::process::ExitCode;

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
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Faults => 1,
            Exit::Usage => 2,
            Exit::NothingRead => 3,
        })
    }
}
