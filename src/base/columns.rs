//! How wide a text is on a terminal.

/// How many columns of a terminal a character takes: Hangul, Chinese characters and most emoji take two.
pub fn columns_of_char(c: char) -> usize {
    let wide = matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff);
    if wide { 2 } else { 1 }
}

/// How many columns of a terminal a text takes.
pub fn columns_of(text: &str) -> usize {
    text.chars().map(columns_of_char).sum()
}
