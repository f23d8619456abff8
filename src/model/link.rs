//! A design in an address: the model file, deflated, as letters that an address may hold. Nothing goes to a server: what
//! stands behind `#` stays in the browser.

use super::{Model, file, json::LARGEST_FILE};
use crate::base::{Message, text};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use miniz_oxide::{deflate::compress_to_vec, inflate::decompress_to_vec_with_limit};

/// What the part behind `#` begins with.
pub const MARK: &str = "m=";
/// From here on some programs cut addresses.
pub const LONG: usize = 8 * 1024;
/// Longer ones are not made: a file serves better.
pub const LONGEST: usize = 32 * 1024;

/// How hard to press: what is typed into an address should be short, however long that takes.
const LEVEL: u8 = 10;

/// The part of an address that holds a design, mark included.
pub fn write(model: &Model) -> String {
    let packed = compress_to_vec(file::save(model).as_bytes(), LEVEL);
    format!("{MARK}{}", URL_SAFE_NO_PAD.encode(packed))
}

/// The bytes of the model file that such a part holds. They are as large as a file may be at most.
pub fn read(part: &str) -> Result<Vec<u8>, Message> {
    let broken = || {
        Message::plain(&text!(
            "this link is not whole: a program has cut or changed it",
            "이 링크는 온전하지 않습니다. 다른 프로그램이 자르거나 바꿨습니다"
        ))
    };
    let letters = part.trim().trim_start_matches('#').strip_prefix(MARK).ok_or_else(broken)?;
    let packed = URL_SAFE_NO_PAD.decode(letters.trim_end_matches('=')).map_err(|_| broken())?;
    decompress_to_vec_with_limit(&packed, LARGEST_FILE).map_err(|_| broken())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL: &str = include_str!("../../models/http-api-lambda-dynamodb/model.json");

    #[test]
    fn a_design_goes_through_an_address_and_back() {
        let model = file::load(MODEL).unwrap().model;
        let part = write(&model);
        assert!(part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_=".contains(&b)), "{part}");
        assert!(part.len() < LONG, "{}", part.len());
        let text = read(&format!("#{part}")).unwrap();
        assert_eq!(text, file::save(&model).into_bytes());
        assert_eq!(write(&model), part, "the same design, the same address");
    }

    #[test]
    fn what_is_cut_or_hostile_is_refused() {
        let part = write(&file::load(MODEL).unwrap().model);
        let half = &part[..part.len() / 2];
        for wrong in ["", "m=", "m=!!!!", "x=abc", half] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        // A hundred mebibytes of nothing are a hundred kilobytes in a link.
        let bomb = compress_to_vec(&vec![b' '; LARGEST_FILE + 1], 6);
        assert!(read(&format!("{MARK}{}", URL_SAFE_NO_PAD.encode(bomb))).is_err());
    }
}
