//! The look in one place: one accent colour, quiet greys, the three lights; fonts that every Chinese office computer has.

/// A colour, `0xRRGGBB`.
pub(crate) type Rgb = u32;

/// The one accent: a deep blue.
pub(crate) const ACCENT: Rgb = 0x1F_4E79;
/// Header cells.
pub(crate) const HEADER_FILL: Rgb = 0xDD_EBF7;
/// Header cells of derived columns, one step quieter.
pub(crate) const DERIVED_FILL: Rgb = 0xEE_F5FB;
/// Places above a table that somebody is to fill in.
pub(crate) const ENTRY_FILL: Rgb = 0xFF_F8E1;
pub(crate) const TOTAL_FILL: Rgb = 0xF2_F2F2;
pub(crate) const BORDER: Rgb = 0xA6_A6A6;
/// Lines inside charts.
pub(crate) const GRID: Rgb = 0xD9_D9D9;
pub(crate) const QUIET: Rgb = 0x59_5959;
/// Data bars: a tint of the accent that leaves the number readable.
pub(crate) const BAR: Rgb = 0xBD_D7EE;
/// Numbers that call for action.
pub(crate) const ALERT: Rgb = 0xC0_0000;

/// Fill and text of a light.
type Light = (Rgb, Rgb);
const RED: Light = (0xFF_C7CE, 0x9C_0006);
const YELLOW: Light = (0xFF_EB9C, 0x7F_6000);
const GREEN: Light = (0xC6_EFCE, 0x00_6100);

/// Lights by the word that a cell contains.
pub(crate) const LIGHTS: [(&str, Light); 7] =
    [("红", RED), ("黄", YELLOW), ("绿", GREEN), ("错误", RED), ("警告", YELLOW), ("未报", RED), ("迟报", YELLOW)];

/// Series and slices: the accent and its tints, then greys.
pub(crate) const SERIES: [Rgb; 8] = [0x1F_4E79, 0x9D_C3E6, 0x2E_75B6, 0xA6_A6A6, 0xBD_D7EE, 0x59_5959, 0x5B_9BD5, 0xD0_CECE];

/// Titles and body. Its bold stands in for 小标宋, which a computer without it would replace by a Latin font.
pub(crate) const SONG: &str = "宋体";
/// Headings.
pub(crate) const HEI: &str = "黑体";
/// Chinese (GB 2312) in the sense of font tables: a missing font is then replaced by a Chinese one.
pub(crate) const CHARSET_GB: u8 = 134;
