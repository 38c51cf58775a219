//! AES in the two modes of the formats, their hashes, and the slow hashing of passwords.

use aes::cipher::{Array, BlockCipherDecrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::intake::Refusal;
use crate::intake::budget::Budget;

pub(super) const BLOCK: usize = 16;

pub(super) enum Aes {
    Short(Aes128),
    Middle(Aes192),
    Long(Aes256),
}

impl Aes {
    /// `None` if the key has no length of AES.
    pub(super) fn new(key: &[u8]) -> Option<Self> {
        match key.len() {
            16 => Aes128::new_from_slice(key).ok().map(Self::Short),
            24 => Aes192::new_from_slice(key).ok().map(Self::Middle),
            32 => Aes256::new_from_slice(key).ok().map(Self::Long),
            _ => None,
        }
    }

    fn block(&self, block: [u8; BLOCK]) -> [u8; BLOCK] {
        let mut block = Array::from(block);
        match self {
            Self::Short(aes) => aes.decrypt_block(&mut block),
            Self::Middle(aes) => aes.decrypt_block(&mut block),
            Self::Long(aes) => aes.decrypt_block(&mut block),
        }
        block.into()
    }

    /// Electronic code book: every block by itself. Bytes after the last whole block are dropped.
    pub(super) fn blocks(&self, bytes: &[u8]) -> Vec<u8> {
        bytes.as_chunks::<BLOCK>().0.iter().flat_map(|block| self.block(*block)).collect()
    }

    /// Cipher block chaining from an initial vector.
    pub(super) fn chained(&self, bytes: &[u8], mut before: [u8; BLOCK]) -> Vec<u8> {
        let mut plain = Vec::with_capacity(bytes.len());
        for block in bytes.as_chunks::<BLOCK>().0 {
            let opened = self.block(*block);
            plain.extend(opened.iter().zip(before).map(|(a, b)| a ^ b));
            before = *block;
        }
        plain
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "SHA1" | "SHA-1" => Some(Self::Sha1),
            "SHA256" | "SHA-256" => Some(Self::Sha256),
            "SHA384" | "SHA-384" => Some(Self::Sha384),
            "SHA512" | "SHA-512" => Some(Self::Sha512),
            _ => None,
        }
    }

    pub(super) fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        fn digest<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
            parts.iter().fold(D::new(), sha2::Digest::chain_update).finalize().to_vec()
        }
        match self {
            Self::Sha1 => digest::<Sha1>(parts),
            Self::Sha256 => digest::<Sha256>(parts),
            Self::Sha384 => digest::<Sha384>(parts),
            Self::Sha512 => digest::<Sha512>(parts),
        }
    }

    /// The password with its salt, hashed `rounds` times more; the clock bounds what the file asks for.
    pub(super) fn stretched(self, password: &str, salt: &[u8], rounds: u32, budget: &mut Budget) -> Result<Vec<u8>, Refusal> {
        let password: Vec<u8> = password.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut hash = self.of(&[salt, &password]);
        for round in 0..rounds {
            hash = self.of(&[&round.to_le_bytes(), &hash]);
            budget.step()?;
        }
        Ok(hash)
    }
}

/// A hash cut to a length, or filled up to it.
pub(super) fn fitted(mut hash: Vec<u8>, length: usize) -> Vec<u8> {
    const FILL: u8 = 0x36;
    hash.resize(length, FILL);
    hash
}

/// The same for an initial vector.
pub(super) fn vector(hash: Vec<u8>) -> [u8; BLOCK] {
    let mut vector = [0; BLOCK];
    vector.copy_from_slice(&fitted(hash, BLOCK));
    vector
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).expect("hex")).collect()
    }

    /// NIST SP 800-38A, F.1.1 and F.2.5.
    #[test]
    fn standard_vectors() {
        let plain = hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
        let short = Aes::new(&hex("2b7e151628aed2a6abf7158809cf4f3c")).expect("a key");
        let book = hex("3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf");
        assert_eq!(short.blocks(&book), plain);
        let long = Aes::new(&hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4")).expect("a key");
        let chain = hex("f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d");
        let first = vector(hex("000102030405060708090a0b0c0d0e0f"));
        assert_eq!(long.chained(&chain, first), plain);
    }
}
