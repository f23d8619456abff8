"""Cuts Plat's fonts out of the originals. README.md says where those come from.

    python3 subset.py --regular Pretendard-Regular.ttf --semibold Pretendard-SemiBold.ttf \
        --mono "JetBrainsMono[wght].ttf" --out .
    python3 subset.py --check --out .

Needs fonttools. The same inputs give the same bytes.
"""

import argparse
import gzip
import pathlib
import sys

from fontTools import subset
from fontTools.misc.fixedTools import otRound
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer


def span(first, last):
    return set(range(first, last + 1))


def chars(text):
    return {ord(c) for c in text}


ASCII = span(0x20, 0x7E)
LATIN = ASCII | span(0xA0, 0x17F) | chars("ȘșȚțˆˇ˘˙˚˛˜˝")
PUNCTUATION = chars("‐‑‒–—―‘’‚“”„†‡•…‰′″‹›⁄※")
ARROWS = chars("←↑→↓↔↕↖↗↘↙↩↪↵↺↻")
MATHS = chars("−∙√∞≈≠≤≥∆∑µπ")
SHAPES = chars("■□▲△▶▷▼▽◀◁◆◇○●◯✓✗★☆")
KEYS = chars("⌘⇧⌥⌃⌫⎋⏎⇥⌤␣")
CURRENCY = span(0x20A0, 0x20BF)
DRAWN = chars("▾▸✕")  # the sans lacks these; `add_small_shapes` makes them
BOX = chars("─│┌┐└┘├┤┬┴┼")

SANS = LATIN | PUNCTUATION | ARROWS | MATHS | SHAPES | KEYS | CURRENCY
MONO = LATIN | PUNCTUATION | ARROWS | MATHS | SHAPES | KEYS | CURRENCY | BOX

# The 2,350 syllables of KS X 1001, in its own order.
SYLLABLES = {
    ord(bytes([lead, trail]).decode("euc_kr"))
    for lead in range(0xB0, 0xC9)
    for trail in range(0xA1, 0xFF)
}
JAMO = span(0x3131, 0x318E)
CJK_PUNCTUATION = span(0x3000, 0x3003) | span(0x3008, 0x3011) | chars("〔〕〜～￦・")
HANGUL = ASCII | chars("·‘’“”…–—×→←") | SYLLABLES | JAMO | CJK_PUNCTUATION

VERSION = "1.000"


def cut(font, unicodes, kern):
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern"] if kern else []
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.glyph_names = False
    options.recalc_timestamp = False
    options.drop_tables += ["DSIG", "GSUB", "STAT", "gasp", "meta"]
    if not kern:
        options.drop_tables += ["GPOS", "GDEF"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=unicodes)
    subsetter.subset(font)
    return font


def rename(font, family, style):
    """The licence reserves the original names: a modified font carries ours."""
    table = font["name"]
    kept = {n: table.getDebugName(n) for n in (0, 13, 14)}
    file_name = f"{family.replace(' ', '')}-{style}"
    names = {
        **kept,
        1: family if style == "Regular" else f"{family} {style}",
        2: "Regular",
        3: f"{VERSION};{file_name}",
        4: f"{family} {style}",
        5: f"Version {VERSION}",
        6: file_name,
        16: family,
        17: style,
    }
    table.names = []
    for name_id, text in sorted(names.items()):
        if text:
            table.setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].achVendID = "PLAT"


def bake_tabular_digits(font):
    """Points 0-9 at their tabular forms, so that numbers align without layout features."""
    gsub = font["GSUB"].table
    lookups = {
        index
        for record in gsub.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for index in record.Feature.LookupListIndex
    }
    swap = {}
    for index in sorted(lookups):
        for table in gsub.LookupList.Lookup[index].SubTable:
            swap.update(getattr(table, "ExtSubTable", table).mapping)
    for table in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            if code in table.cmap:
                table.cmap[code] = swap.get(table.cmap[code], table.cmap[code])


def add_small_shapes(font):
    """▾ and ▸ are ▼ and ▶ made smaller; ✕ is the multiplication sign at full height."""
    glyphs = font.getGlyphSet()
    cmap = font.getBestCmap()
    cap = font["OS/2"].sCapHeight
    for code, like, height in ((0x25BE, 0x25BC, 0.46), (0x25B8, 0x25B6, 0.62), (0x2715, 0xD7, 0.78)):
        source = cmap[like]
        shape = font["glyf"][source]
        scale = height * cap / (shape.yMax - shape.yMin)
        advance = otRound((shape.xMax - shape.xMin) * scale + 0.16 * cap)
        middle_x = (shape.xMin + shape.xMax) / 2
        middle_y = (shape.yMin + shape.yMax) / 2
        pen = TTGlyphPen(None)
        move = (scale, 0, 0, scale, advance / 2 - middle_x * scale, cap / 2 - middle_y * scale)
        glyphs[source].draw(TransformPen(pen, move))
        glyph = pen.glyph()
        name = f"uni{code:04X}"
        font.setGlyphOrder(font.getGlyphOrder() + [name])
        font["glyf"][name] = glyph
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (advance, glyph.xMin)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[code] = name


def set_line(font, ascent, descent):
    """One line box for all our fonts, so that rows of mixed text keep one height and baseline."""
    units = font["head"].unitsPerEm
    up, down = otRound(ascent * units), otRound(descent * units)
    hhea, os2 = font["hhea"], font["OS/2"]
    hhea.ascent, hhea.descent, hhea.lineGap = up, -down, 0
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = up, -down, 0
    os2.usWinAscent, os2.usWinDescent = up, down


ASCENT, DESCENT = 1950 / 2048, 494 / 2048  # the sans as published


def make(args):
    out = pathlib.Path(args.out)

    def finish(font, family, style):
        rename(font, family, style)
        set_line(font, ASCENT, DESCENT)
        font["head"].modified = font["head"].created
        font.save(out / f"{family.replace(' ', '')}-{style}.ttf")

    def load(path):
        return TTFont(path, recalcTimestamp=False)

    for path, style in ((args.regular, "Regular"), (args.semibold, "SemiBold")):
        font = load(path)
        bake_tabular_digits(font)
        add_small_shapes(font)
        finish(cut(font, SANS | DRAWN, kern=True), "Plat Sans", style)
        font = load(path)
        bake_tabular_digits(font)
        finish(cut(font, HANGUL, kern=False), "Plat Hangul", style)
    font = load(args.mono)
    if "fvar" in font:
        font = instancer.instantiateVariableFont(font, {"wght": 400})
    finish(cut(font, MONO, kern=False), "Plat Mono", "Regular")


# The originals have neither the deprecated ŉ, nor Ĳ in the mono, nor the obsolete jamo.
WHOLE_LATIN = span(0xA1, 0x17F) - chars("Ĳĳŉ")
MODERN_JAMO = span(0x3131, 0x3163)

# What each file must hold; None means the same as the file above it.
MUST = {
    "PlatSans-Regular.ttf": ASCII | WHOLE_LATIN | chars("←→↑↓↗×÷≤≥±−·•…–—‘’“”›‹▾▸✓✕✗⌘⇧⌥₩€£¥"),
    "PlatSans-SemiBold.ttf": None,
    "PlatMono-Regular.ttf": ASCII | WHOLE_LATIN | chars("←→↑↓↗×÷≤≥±−·•…–—▼▶€") | BOX,
    "PlatHangul-Regular.ttf": ASCII | SYLLABLES | MODERN_JAMO | chars("、。「」『』《》〈〉【】"),
    "PlatHangul-SemiBold.ttf": None,
}


def check(args):
    faults = []
    must = set()
    for name, wanted in MUST.items():
        must = wanted or must
        path = pathlib.Path(args.out) / name
        font = TTFont(path)
        cmap = font.getBestCmap()
        lost = "".join(chr(c) for c in sorted(must - set(cmap)))
        if lost:
            faults.append(f"{name}: lacks {lost}")
        widths = {font["hmtx"][cmap[c]][0] for c in range(0x30, 0x3A)}
        if len(widths) != 1:
            faults.append(f"{name}: digits differ in width: {sorted(widths)}")
        for record in font["name"].names:
            if record.nameID in (1, 3, 4, 6, 16) and not record.toUnicode().replace(f"{VERSION};", "").startswith("Plat"):
                faults.append(f"{name}: name {record.nameID} is {record.toUnicode()}")
        units = font["head"].unitsPerEm
        hhea = font["hhea"]
        size = path.read_bytes()
        print(
            f"{name:26} {len(cmap):5} characters {len(size):7} bytes {len(gzip.compress(size, 9, mtime=0)):7} gzip"
            f"  line {hhea.ascent / units:.3f} {hhea.descent / units:.3f}  digit {widths.pop() / units:.3f}"
        )
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--regular")
    parser.add_argument("--semibold")
    parser.add_argument("--mono")
    parser.add_argument("--out", default=".")
    parser.add_argument("--check", action="store_true", help="look at what is in --out and write nothing")
    args = parser.parse_args()
    if not args.check:
        if not (args.regular and args.semibold and args.mono):
            parser.error("give --regular, --semibold and --mono, or --check")
        make(args)
    sys.exit(check(args))


if __name__ == "__main__":
    main()
