//! Agile encryption: parameters in XML, one key for the content, itself encrypted under the password.

use quick_xml::events::{BytesStart, Event};

use super::cipher::{Aes, Hash, fitted, vector};
use super::{damaged, sized};
use crate::intake::Refusal;
use crate::intake::budget::Budget;
use crate::intake::xml::{self, Xml};

/// Block keys, [MS-OFFCRYPTO] §2.3.4.13.
const VERIFIER_INPUT: [u8; 8] = [0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79];
const VERIFIER_VALUE: [u8; 8] = [0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e];
const KEY_VALUE: [u8; 8] = [0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6];
const SEGMENT: usize = 4096;

/// How a key is derived and used.
struct Scheme {
    salt: Vec<u8>,
    hash: Hash,
    key_bytes: usize,
}

struct Parameters {
    content: Scheme,
    password: Scheme,
    rounds: u32,
    verifier_input: Vec<u8>,
    verifier_value: Vec<u8>,
    key: Vec<u8>,
}

/// The content, or `None` if the password is wrong.
pub(super) fn decrypt(info: &[u8], package: &[u8], password: &str, budget: &mut Budget) -> Result<Option<Vec<u8>>, Refusal> {
    const HEAD: usize = 8;
    let text = String::from_utf8_lossy(info.get(HEAD..).unwrap_or_default());
    let parameters = parameters(&text, budget)?;
    let scheme = &parameters.password;
    let stretched = scheme.hash.stretched(password, &scheme.salt, parameters.rounds, budget)?;
    let open = |block_key: &[u8], bytes: &[u8]| {
        let key = fitted(scheme.hash.of(&[&stretched, block_key]), scheme.key_bytes);
        Aes::new(&key).map(|aes| aes.chained(bytes, vector(scheme.salt.clone()))).ok_or_else(|| damaged("加密参数无效"))
    };
    let expected = scheme.hash.of(&[&open(&VERIFIER_INPUT, &parameters.verifier_input)?]);
    if !open(&VERIFIER_VALUE, &parameters.verifier_value)?.starts_with(&expected) {
        return Ok(None);
    }
    let key = fitted(open(&KEY_VALUE, &parameters.key)?, parameters.content.key_bytes);
    content(&parameters.content, &key, package, budget).map(Some)
}

fn content(scheme: &Scheme, key: &[u8], package: &[u8], budget: &mut Budget) -> Result<Vec<u8>, Refusal> {
    let aes = Aes::new(key).ok_or_else(|| damaged("加密参数无效"))?;
    let (size, encrypted) = sized(package)?;
    let mut plain = Vec::with_capacity(encrypted.len());
    for (number, segment) in (0u32..).zip(encrypted.chunks(SEGMENT)) {
        plain.extend(aes.chained(segment, vector(scheme.hash.of(&[&scheme.salt, &number.to_le_bytes()]))));
        budget.step()?;
    }
    plain.truncate(size);
    Ok(plain)
}

fn parameters(text: &str, budget: &mut Budget) -> Result<Parameters, Refusal> {
    let mut xml = Xml::new(text, "加密信息");
    let mut content = None;
    loop {
        match xml.next()? {
            Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                "keyData" => content = Some(scheme(&e)?),
                "encryptedKey" => {
                    return Ok(Parameters {
                        content: content.ok_or_else(|| damaged("加密参数不完整"))?,
                        password: scheme(&e)?,
                        rounds: get(&e, "spinCount")?.parse().map_err(|_| damaged("加密参数无效"))?,
                        verifier_input: base64(&get(&e, "encryptedVerifierHashInput")?)?,
                        verifier_value: base64(&get(&e, "encryptedVerifierHashValue")?)?,
                        key: base64(&get(&e, "encryptedKeyValue")?)?,
                    });
                }
                _ => {}
            },
            Event::Eof => return Err(Refusal::Encrypted),
            _ => budget.step()?,
        }
    }
}

fn scheme(e: &BytesStart) -> Result<Scheme, Refusal> {
    let bits: usize = get(e, "keyBits")?.parse().map_err(|_| damaged("加密参数无效"))?;
    let hash = Hash::named(&get(e, "hashAlgorithm")?).filter(|_| bits <= 256).ok_or(Refusal::Encrypted)?;
    Ok(Scheme { salt: base64(&get(e, "saltValue")?)?, hash, key_bytes: bits / 8 })
}

fn get(e: &BytesStart, name: &str) -> Result<String, Refusal> {
    xml::attribute(e, name).map(std::borrow::Cow::into_owned).ok_or_else(|| damaged("加密参数不完整"))
}

fn base64(text: &str) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for c in text.bytes().filter(|c| !c.is_ascii_whitespace() && *c != b'=') {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return Err(damaged("加密参数无效")),
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_read() {
        for (text, bytes) in [("", &b""[..]), ("Zg==", b"f"), ("Zm9v", b"foo"), ("Zm9vYmE=", b"fooba"), ("+/8=", &[0xfb, 0xff])] {
            assert_eq!(base64(text).expect("base64"), bytes);
        }
        assert!(base64("a*").is_err());
    }
}
