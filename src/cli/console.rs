//! Talk on stderr, results on stdout. Nobody else prints.

use std::io::{self, IsTerminal, Write};

use crate::finding::Severity;

/// Where words go, and how loudly.
#[derive(Debug, Clone, Copy)]
pub struct Console {
    quiet: bool,
    verbose: u8,
    colour: bool,
}

impl Console {
    /// Colour only on a terminal, and never against NO_COLOR.
    #[must_use]
    pub fn new(quiet: bool, verbose: u8) -> Self {
        let plain =
            std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty()) || std::env::var_os("TERM").is_some_and(|t| t == "dumb");
        Self { quiet, verbose, colour: !plain && io::stderr().is_terminal() }
    }
    /// Progress and remarks; silent under --quiet. A closed stderr is no reason to stop.
    pub fn say(self, text: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "{text}");
        }
    }
    /// Only under -v.
    pub fn detail(self, text: &str) {
        if self.verbose > 0 {
            self.say(text);
        }
    }
    /// A fault of the run itself; always said.
    pub fn fault(self, text: &str) {
        let _ = writeln!(io::stderr(), "{}{text}", self.paint("31;1", "错误："));
    }
    /// A result, to stdout.
    ///
    /// # Errors
    /// If stdout is closed.
    pub fn result(self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        if !text.ends_with('\n') {
            out.write_all(b"\n")?;
        }
        out.flush()
    }
    /// The label of a severity, coloured if people look.
    #[must_use]
    pub fn severity(self, severity: Severity) -> String {
        let colour = match severity {
            Severity::Error => "31;1",
            Severity::Warning => "33;1",
            Severity::Note => "36",
        };
        self.paint(colour, severity.label())
    }
    fn paint(self, colour: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{colour}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
