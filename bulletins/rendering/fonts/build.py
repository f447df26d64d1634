"""Makes the font files from pinned packages: ``python -m bulletins.rendering.fonts.build``.

Needs npm. The output is committed, so nobody else runs this; run it again to raise a version, and
look at the pages afterward. A PDF reads TTF (WOFF2 would be unpacked again for every document),
the site serves the Latin WOFF2 as packed.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
# A fixed date in the file, so that the same packages make the same bytes.
FONT_EPOCH = 3_600_000_000


@dataclass(frozen=True)
class Package:
    """A package of fonts: what to take from it and what to call the result."""

    name: str
    version: str
    stem: str  # how its files begin
    subsets: tuple[str, ...]
    styles: tuple[str, ...]
    short: str  # how ours begin
    is_on_the_web: bool = False

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
        is_on_the_web=True,
    ),
    Package(
        name="@fontsource/source-sans-3",
        version="5.3.0",
        stem="source-sans-3",
        subsets=("latin", "latin-ext"),
        styles=("400-normal", "600-normal"),
        short="source-sans",
    ),
    Package(
        name="@fontsource/noto-naskh-arabic",
        version="5.3.0",
        stem="noto-naskh-arabic",
        subsets=("arabic",),
        styles=("400-normal", "600-normal"),
        short="noto-naskh",
    ),
)


def main() -> None:
    """Fetch each package and write its fonts and license."""
    web = HERE.parents[2] / "static" / "fonts" / "web"
    web.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as folder:
            unpacked = _fetch(package, Path(folder))
            shutil.copy(unpacked / "LICENSE", HERE / package.license_name)
            for style in package.styles:
                _write_ttf(package, style, unpacked / "files")
            if package.is_on_the_web:
                shutil.copy(unpacked / "LICENSE", web / package.license_name)
                for style in package.styles:
                    source = unpacked / "files" / f"{package.stem}-latin-{style}.woff2"
                    shutil.copy(source, web / f"{_our_name(package, style)}.woff2")


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
    font.recalcTimestamp = False
    font["head"].modified = font["head"].created = FONT_EPOCH
    font.save(HERE / f"{_our_name(package, style)}.ttf")


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
