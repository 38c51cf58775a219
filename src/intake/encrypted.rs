//! Password-protected OOXML ([MS-OFFCRYPTO] §2.3.4): agile and standard encryption, the password verified before anything is decrypted.
//!
//! The one crate for this neither verifies passwords nor bounds the work a file asks for, and brings an XML parser with known flaws.

mod agile;
mod cipher;
mod standard;

use super::Refusal;
use super::budget::Budget;
use super::compound::{Compound, u16_at};

/// Workbooks that are only "protected" are encrypted with this ([MS-OFFCRYPTO] §2.4.2.3 and Excel's practice).
const DEFAULT: &str = "VelvetSweatshop";

/// The package inside, opened by the first password that fits.
pub(super) fn open(compound: &Compound, passwords: &[String], budget: &mut Budget) -> Result<Vec<u8>, Refusal> {
    let part = |name: &str| compound.stream(name, budget)?.ok_or_else(|| damaged("缺少加密信息"));
    let (info, package) = (part("EncryptionInfo")?, part("EncryptedPackage")?);
    let version = (u16_at(&info, 0), u16_at(&info, 2));
    for password in std::iter::once(DEFAULT).chain(passwords.iter().map(String::as_str)) {
        let opened = match version {
            (Some(4), Some(4)) => agile::decrypt(&info, &package, password, budget)?,
            (Some(2..=4), Some(2)) => standard::decrypt(&info, &package, password, budget)?,
            _ => return Err(Refusal::Encrypted),
        };
        if let Some(opened) = opened {
            return if opened.starts_with(b"PK") { Ok(opened) } else { Err(damaged("解密后不是工作簿")) };
        }
    }
    Err(if passwords.is_empty() { Refusal::Encrypted } else { Refusal::WrongPassword })
}

/// The size of the package stands before its encrypted bytes.
fn sized(package: &[u8]) -> Result<(usize, &[u8]), Refusal> {
    let (size, content) = package.split_first_chunk::<8>().ok_or_else(|| damaged("加密的内容不完整"))?;
    let size = usize::try_from(u64::from_le_bytes(*size)).unwrap_or(usize::MAX);
    if size > content.len() {
        return Err(damaged("加密的内容不完整"));
    }
    Ok((size, content))
}

fn damaged(why: &str) -> Refusal {
    Refusal::Damaged(why.to_owned())
}
