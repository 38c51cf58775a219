//! Writes the summary of the sample county to the path given, so that its look can be judged:
//! `cargo run --example sample_summary -- summary.xlsx`, with the number of enterprises and projects after it if they should be other ones.

#![expect(clippy::expect_used, reason = "the sample is fixed")]

#[path = "../tests/workbooks/sample/mod.rs"]
mod sample;

use sangai::workbook::{summary, write};

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let path = arguments.next().ok_or_else(|| anyhow::anyhow!("a path is needed"))?;
    let mut number = |usual: usize| arguments.next().and_then(|n| n.to_str()?.parse().ok()).unwrap_or(usual);
    let sample = sample::sample(number(240), number(236));
    std::fs::write(path, write(&summary::summary(&sample.input()))?)?;
    Ok(())
}
