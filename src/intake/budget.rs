//! What one file may still cost: cells, text and time are counted while reading, whatever the file declares.

use std::time::{Duration, Instant};

use super::{Limits, Refusal};

/// Longest text of a cell, in UTF-16 units (Excel's own limit); longer ones are cut.
pub(super) const CELL_TEXT_UNITS: usize = 32_767;

/// Counts what reading a file has cost so far.
#[derive(Debug)]
pub(super) struct Budget<'l> {
    pub(super) limits: &'l Limits,
    deadline: Instant,
    steps: u32,
    cells: usize,
    text_bytes: u64,
    inflated: u64,
}

impl<'l> Budget<'l> {
    /// The clock serves the limit only: it never reaches a result.
    pub(super) fn new(limits: &'l Limits) -> Self {
        let deadline = Instant::now() + Duration::from_secs(u64::from(limits.seconds));
        Self { limits, deadline, steps: 0, cells: 0, text_bytes: 0, inflated: 0 }
    }

    /// To be called in every loop whose length the file decides; looks at the clock once in 1,024 steps.
    #[inline]
    pub(super) fn step(&mut self) -> Result<(), Refusal> {
        self.steps = self.steps.wrapping_add(1);
        if self.steps.is_multiple_of(1024) { self.check_clock() } else { Ok(()) }
    }

    pub(super) fn check_clock(&self) -> Result<(), Refusal> {
        if Instant::now() < self.deadline {
            return Ok(());
        }
        Err(Refusal::Limit(format!("读取超过 {} 秒", self.limits.seconds)))
    }

    /// One more filled cell with so many bytes of text.
    #[inline]
    pub(super) fn cell(&mut self, text_bytes: usize) -> Result<(), Refusal> {
        self.cells += 1;
        self.text_bytes += text_bytes as u64;
        if self.cells > self.limits.cells {
            return Err(Refusal::Limit(format!("有内容的单元格超过 {} 个", self.limits.cells)));
        }
        if self.text_bytes > self.limits.inflated_bytes {
            return Err(Refusal::Limit(format!("单元格文字总量超过 {}", mib(self.limits.inflated_bytes))));
        }
        self.step()
    }

    /// Refuses before the work is done what a repeat count announces.
    pub(super) fn foresee(&self, cells: u64) -> Result<(), Refusal> {
        if self.cells as u64 + cells <= self.limits.cells as u64 {
            return Ok(());
        }
        Err(Refusal::Limit(format!("有内容的单元格超过 {} 个", self.limits.cells)))
    }

    /// More bytes inflated from one part that has given `part` bytes so far out of `packed`.
    pub(super) fn inflate(&mut self, name: &str, more: u64, part: u64, packed: u64) -> Result<(), Refusal> {
        const GRACE: u64 = 4 << 20;
        self.inflated += more;
        let limits = self.limits;
        let excess = if part > limits.part_bytes {
            format!("部件 {name} 解压后超过 {}", mib(limits.part_bytes))
        } else if self.inflated > limits.inflated_bytes {
            format!("解压后总量超过 {}", mib(limits.inflated_bytes))
        } else if part > GRACE && part / limits.ratio.max(1) > packed {
            format!("部件 {name} 的压缩比超过 {}:1，疑似压缩炸弹", limits.ratio)
        } else {
            return self.check_clock();
        };
        Err(Refusal::Limit(excess))
    }

    pub(super) fn sheets(&self, count: usize) -> Result<(), Refusal> {
        if count <= self.limits.sheets {
            return Ok(());
        }
        Err(Refusal::Limit(format!("工作表有 {count} 张，超过 {} 张", self.limits.sheets)))
    }
}

fn mib(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}
