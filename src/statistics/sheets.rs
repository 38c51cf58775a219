//! Names of the summary's sheets that no table declares. Sections may name them like those of tables.

pub const OVERVIEW: &str = "总览";
pub const CONTENTS: &str = "目录";
pub const BY_UNIT: &str = "问题汇总";
pub const PROBLEMS: &str = "问题清单";
pub const SUBMISSIONS: &str = "报送情况";
pub const DEFINITIONS: &str = "口径说明";

/// All of them that a section may name.
pub const OWN: &[&str] = &[BY_UNIT, PROBLEMS, SUBMISSIONS, DEFINITIONS];
