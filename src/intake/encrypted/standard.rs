//! Standard encryption of Office 2007: AES in code book mode, SHA-1, 50,000 rounds.

use super::cipher::{Aes, Hash};
use super::{damaged, sized};
use crate::intake::Refusal;
use crate::intake::budget::Budget;
use crate::intake::compound::u32_at;

const ROUNDS: u32 = 50_000;
/// Size of a SHA-1 hash.
const DIGEST: usize = 20;

/// The content, or `None` if the password is wrong.
pub(super) fn decrypt(info: &[u8], package: &[u8], password: &str, budget: &mut Budget) -> Result<Option<Vec<u8>>, Refusal> {
    const HEADER: usize = 12;
    const KEY_SIZE: usize = 16;
    let short = || damaged("加密信息不完整");
    let header_size = u32_at(info, 8).ok_or_else(short)? as usize;
    let key_bytes = u32_at(info, HEADER + KEY_SIZE).ok_or_else(short)? as usize / 8;
    let verifier = HEADER.checked_add(header_size).and_then(|at| info.get(at..)).ok_or_else(short)?;
    let (Some(salt), Some(input), Some(value)) = (verifier.get(4..20), verifier.get(20..36), verifier.get(40..72)) else {
        return Err(short());
    };
    let stretched = Hash::Sha1.stretched(password, salt, ROUNDS, budget)?;
    // RC4 and other ciphers of old programs have keys of other lengths.
    let aes = key(&stretched).get(..key_bytes).and_then(Aes::new).ok_or(Refusal::Encrypted)?;
    if aes.blocks(value).get(..DIGEST) != Some(&Hash::Sha1.of(&[&aes.blocks(input)])[..]) {
        return Ok(None);
    }
    let (size, encrypted) = sized(package)?;
    let mut plain = aes.blocks(encrypted);
    plain.truncate(size);
    Ok(Some(plain))
}

/// [MS-OFFCRYPTO] §2.3.4.7.
fn key(stretched: &[u8]) -> Vec<u8> {
    let last = Hash::Sha1.of(&[stretched, &0u32.to_le_bytes()]);
    let half = |pad: u8| {
        let mut block = [pad; 64];
        for (byte, hash) in block.iter_mut().zip(&last) {
            *byte ^= hash;
        }
        Hash::Sha1.of(&[&block])
    };
    [half(0x36), half(0x5c)].concat()
}
