"""Makes nncalc/render/html/mathematics.woff2, the signs that pages in HTML carry with them.

    apt-get install fonts-stix; pip install fonttools brotli; PYTHONHASHSEED=0 python .ci/font.py

STIXMath-Regular.otf is under the SIL Open Font License: what is made of it bears another name, and the licence beside it.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.subset import Options, Subsetter  # type: ignore[import-not-found]
from fontTools.ttLib import TTFont  # type: ignore[import-not-found]

SOURCE = Path("/usr/share/fonts/opentype/stix-word/STIXMath-Regular.otf")
MADE = Path(__file__).resolve().parent.parent / "nncalc" / "render" / "html" / "mathematics.woff2"
NAME = "nncalc Mathematics"
KEPT = (0, 7, 13, 14)
"""Entries of the table of names: copyright, trademark, licence."""
SIGNS = (
    (0x20, 0x7E), (0xA0, 0xA0), (0xAC, 0xAC), (0xAF, 0xB3), (0xB7, 0xB9), (0xBC, 0xBE), (0xD7, 0xD7), (0x302, 0x304),
    (0x393, 0x3A9), (0x3B1, 0x3C9), (0x3D1, 0x3D1), (0x3D5, 0x3D5), (0x3F5, 0x3F5), (0x2013, 0x2014), (0x2016, 0x2016),
    (0x2018, 0x201D), (0x2026, 0x2026), (0x2032, 0x2033), (0x2070, 0x2079), (0x207A, 0x207E), (0x2080, 0x208E), (0x210E, 0x210E),
    (0x2190, 0x2194), (0x2200, 0x2200), (0x2202, 0x2202), (0x2207, 0x2208), (0x2211, 0x2212), (0x221A, 0x221A),
    (0x221E, 0x221E), (0x2248, 0x2248), (0x2260, 0x2260), (0x2264, 0x2265), (0x2299, 0x2299), (0x22A4, 0x22A4),
    (0x22C5, 0x22C5), (0x22EE, 0x22EE), (0x2308, 0x230B), (0x2713, 0x2713), (0x1D434, 0x1D467), (0x1D6E2, 0x1D71B),
)  # fmt: skip
"""From a character to a character: ASCII, indices, letters upright and in italics, the signs of formulas."""


def main() -> None:
    font = TTFont(SOURCE, recalcTimestamp=False)
    options = Options()
    options.layout_features = ["ssty", "kern", "math"]
    options.hinting, options.desubroutinize, options.flavor = False, True, "woff2"
    options.name_IDs, options.recalc_timestamp = [*KEPT, 1, 4, 6], False
    options.drop_tables += ["FFTM", "PfEd"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[sign for first, last in SIGNS for sign in range(first, last + 1)])
    subsetter.subset(font)
    for entry in font["name"].names:
        if entry.nameID not in KEPT:
            font["name"].setName(
                NAME if entry.nameID != 6 else NAME.replace(" ", "-"),
                entry.nameID, entry.platformID, entry.platEncID, entry.langID,
            )  # fmt: skip
    if "CFF " in font:
        font["CFF "].cff.fontNames = [NAME.replace(" ", "-")]
    font.flavor = "woff2"
    font.save(MADE)
    print(f"{MADE.name}: {MADE.stat().st_size} bytes, {len(font.getGlyphOrder())} glyphs")


if __name__ == "__main__":
    main()
