//! Cutting a font down to some characters: outlines by the crate `subsetter`, which writes for PDF and so leaves out
//! tables and names that other readers want; these are put back here.

use crate::base::Order as _;
use skrifa::{
    FontRef, MetadataProvider, Tag,
    raw::{
        TopLevelTable,
        tables::{name::Name, os2::Os2},
    },
};
use subsetter::GlyphRemapper;

/// The font with the glyphs of `characters`, which come in order and all have one.
pub(super) fn subset(bytes: &[u8], characters: &[char]) -> Option<Vec<u8>> {
    let font = FontRef::new(bytes).ok()?;
    let charmap = font.charmap();
    let mut remapper = GlyphRemapper::new();
    let mut mapped = Vec::new();
    for &c in characters {
        let glyph = u16::try_from(charmap.map(c)?.to_u32()).ok()?;
        mapped.push((u32::from(c), remapper.remap(glyph)));
    }
    let cut = subsetter::subset(bytes, 0, &remapper).ok()?;
    let mut tables = tables(&cut)?;
    tables.push((Tag::new(b"cmap"), cmap(&mapped)));
    // The names as they are: by them readers find the weights of one family, and the licence.
    tables.retain(|(tag, _)| *tag != Name::TAG);
    for tag in [Os2::TAG, Name::TAG] {
        tables.push((tag, font.table_data(tag)?.as_bytes().to_vec()));
    }
    Some(assemble(tables))
}

type Table = (Tag, Vec<u8>);

fn tables(font: &[u8]) -> Option<Vec<Table>> {
    let font = FontRef::new(font).ok()?;
    let records = font.table_directory().table_records();
    records.iter().map(|it| Some((it.tag(), font.table_data(it.tag())?.as_bytes().to_vec()))).collect()
}

/// From characters to glyphs: one table of format 12, for all of Unicode.
fn cmap(mapped: &[(u32, u16)]) -> Vec<u8> {
    // Characters that follow each other and whose glyphs do too share a group.
    let mut groups: Vec<(u32, u32, u32)> = Vec::new();
    for &(c, glyph) in mapped {
        let glyph = u32::from(glyph);
        match groups.last_mut() {
            Some((first, last, start)) if *last + 1 == c && *start + (c - *first) == glyph => *last = c,
            _ => groups.push((c, c, glyph)),
        }
    }
    let count = u32::try_from(groups.len()).unwrap_or_default();
    let mut out = Vec::new();
    // Version, one table: for Windows, all of Unicode, twelve bytes from here.
    for number in [0_u16, 1, 3, 10] {
        out.extend(number.to_be_bytes());
    }
    out.extend(12_u32.to_be_bytes());
    for number in [12_u16, 0] {
        out.extend(number.to_be_bytes());
    }
    for number in [16 + 12 * count, 0, count] {
        out.extend(number.to_be_bytes());
    }
    for (first, last, glyph) in groups {
        for number in [first, last, glyph] {
            out.extend(number.to_be_bytes());
        }
    }
    out
}

/// A font file of tables.
fn assemble(mut tables: Vec<Table>) -> Vec<u8> {
    tables.order();
    let count = u16::try_from(tables.len()).unwrap_or_default();
    let selector = count.max(1).ilog2();
    let range = 16_u16 << selector;
    let mut out = 0x0001_0000_u32.to_be_bytes().to_vec();
    for number in
        [count, range, u16::try_from(selector).unwrap_or_default(), (16 * count).saturating_sub(range)]
    {
        out.extend(number.to_be_bytes());
    }
    let mut offset = out.len() + 16 * tables.len();
    let mut adjustment = None;
    for (tag, data) in &mut tables {
        if *tag == Tag::new(b"head") && data.len() >= 12 {
            // The checksum of the whole file stands in this table, and counts as zero while it is made.
            data[8..12].fill(0);
            adjustment = Some(offset + 8);
        }
        out.extend(tag.to_be_bytes());
        for number in [checksum(data) as usize, offset, data.len()] {
            out.extend(u32::try_from(number).unwrap_or_default().to_be_bytes());
        }
        offset += data.len().next_multiple_of(4);
    }
    for (_, data) in &tables {
        out.extend(data);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    if let Some(at) = adjustment {
        let whole = 0xB1B0_AFBA_u32.wrapping_sub(checksum(&out));
        out[at..at + 4].copy_from_slice(&whole.to_be_bytes());
    }
    out
}

fn checksum(data: &[u8]) -> u32 {
    let word = |bytes: &[u8]| {
        let mut word = [0; 4];
        word[..bytes.len()].copy_from_slice(bytes);
        u32::from_be_bytes(word)
    };
    data.chunks(4).fold(0, |sum, bytes| sum.wrapping_add(word(bytes)))
}
