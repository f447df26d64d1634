"""Makes the font files from pinned packages: ``python -m bulletins.rendering.fonts.build``.

Needs npm. The output is committed, so nobody else runs this; run it again to raise a version, and
look at the pages afterward. A PDF reads TTF: WOFF2 would be unpacked again for every document.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
# A fixed date in the file, so that the same packages make the same bytes.
FONT_EPOCH = 3_600_000_000
# Family, unique name, full name, PostScript name, typographic family.
_NAMES = (1, 3, 4, 6, 16)
# Ornate brackets, Allah, the blessing on the Prophet, bismillah, and the sign of the rial.
_WORDS_OF_ONE_SIGN = frozenset({0xFD3E, 0xFD3F, 0xFDF2, 0xFDFA, 0xFDFB, 0xFDFC, 0xFDFD})


@dataclass(frozen=True)
class Package:
    """A package of fonts: what to take from it and what to call the result."""

    name: str
    version: str
    stem: str  # how its files begin
    subsets: tuple[str, ...]
    styles: tuple[str, ...]
    short: str  # how ours begin
    family: str  # what ours calls itself: the license reserves the name of the original

    @property
    def license_name(self) -> str:
        return f"OFL-{self.short}.txt"


PACKAGES = (
    Package(
        name="@fontsource/source-serif-4",
        version="5.3.1",
        stem="source-serif-4",
        subsets=("latin", "latin-ext"),
        styles=("400-normal", "400-italic", "600-normal", "600-italic"),
        short="source-serif",
        family="Bulletin Serif",
    ),
    Package(
        name="@fontsource/source-sans-3",
        version="5.3.0",
        stem="source-sans-3",
        subsets=("latin", "latin-ext"),
        styles=("400-normal", "600-normal"),
        short="source-sans",
        family="Bulletin Sans",
    ),
    # One glyph for each form of a letter. Where dots are glyphs of their own, as in Noto, a reader
    # who copies a name gets letters without their dots.
    Package(
        name="@fontsource/scheherazade-new",
        version="5.3.0",
        stem="scheherazade-new",
        subsets=("arabic",),
        styles=("400-normal", "600-normal"),
        short="scheherazade-new",
        family="Bulletin Arabic",
    ),
)


def main() -> None:
    """Fetch each package and write its fonts and license."""
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as folder:
            unpacked = _fetch(package, Path(folder))
            shutil.copy(unpacked / "LICENSE", HERE / package.license_name)
            for style in package.styles:
                _write_ttf(package, style, unpacked / "files")


def _fetch(package: Package, folder: Path) -> Path:
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    archive = next(folder.glob("*.tgz"))
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / "package"


def _write_ttf(package: Package, style: str, files: Path) -> None:
    """One TTF out of the package's subsets."""
    parts = [
        _as_ttf(files / f"{package.stem}-{subset}-{style}.woff2") for subset in package.subsets
    ]
    font = Merger().merge([str(part) for part in parts]) if len(parts) > 1 else TTFont(parts[0])
    _rename(font, f"{package.family} {style}")
    _cut_down(font)
    _add_fixed_hyphen(font)
    font.recalcTimestamp = False
    font["head"].modified = font["head"].created = FONT_EPOCH
    font.save(HERE / f"{_our_name(package, style)}.ttf")


def _rename(font: TTFont, name: str) -> None:
    for name_id in _NAMES:
        font["name"].removeNames(nameID=name_id)
        text = name.replace(" ", "") if name_id == 6 else name
        font["name"].setName(text, name_id, 3, 1, 0x409)


def _cut_down(font: TTFont) -> None:
    """Without instructions for coarse screens, and without the letters of far languages.

    Arabic, Kurdish and Persian lie in one block; the forms of their letters come along. A worker
    holds every font in memory, and drawings of unused letters are two thirds of these two.
    """
    options = Options(
        hinting=False, layout_features=["*"], glyph_names=True, name_IDs=["*"], notdef_outline=True
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for code in font.getBestCmap() if _is_wanted(code)])
    subsetter.subset(font)


def _add_fixed_hyphen(font: TTFont) -> None:
    """Print keeps names together by it; without it here, it would come from another typeface."""
    for table in font["cmap"].tables:
        if ord("-") in table.cmap:
            table.cmap.setdefault(0x2011, table.cmap[ord("-")])


def _is_wanted(code: int) -> bool:
    return code < 0x0700 or 0x1E00 <= code < 0x3000 or code in _WORDS_OF_ONE_SIGN


def _as_ttf(woff2: Path) -> Path:
    font = TTFont(woff2, recalcTimestamp=False)
    font.flavor = None
    target = woff2.with_suffix(".ttf")
    font.save(target)
    return target


def _our_name(package: Package, style: str) -> str:
    """``source-serif-400``, ``source-serif-400-italic``."""
    return f"{package.short}-{style.removesuffix('-normal')}"


if __name__ == "__main__":
    main()
