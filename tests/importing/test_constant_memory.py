"""An archive of any size is read in the memory of one post; the size of its posts has a limit."""

import subprocess
import sys
import zipfile
from itertools import chain, repeat

import pytest

from bulletins.importing.readers import wxr
from bulletins.importing.readers.decoding import UnreadableFile
from tests.fixtures.servers import ROOT
from tests.importing.an_archive import HEAD, TAIL, post, week_post

pytestmark = pytest.mark.once

# Reads it in a process of its own and prints the posts and the peak in kB.
READ = """
import resource, sys
from pathlib import Path
from bulletins.importing.readers import wxr
count = sum(1 for post in wxr.posts(Path(sys.argv[1])))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def write(path, posts):
    """“posts” times a whole week and a long post that is none, 100 kB together."""
    other = post("A workshop", "<p>Come and see.</p>" * 1_500)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(chain([HEAD], repeat(week_post() + other, posts // 2), [TAIL]))
    return path


def read(path):
    done = subprocess.run(  # our own interpreter with our own words
        [sys.executable, "-c", READ, str(path)],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return map(int, done.stdout.split())


@pytest.mark.parametrize("is_packed", [False, True])
def test_ten_times_the_archive_takes_the_same_memory(tmp_path, is_packed):
    """200 MB behave as these 40 do: docs/benchmarks.md has the figures of whole imports."""
    peaks = []
    for posts in (80, 800):
        path = write(tmp_path / f"{posts}.xml", posts)
        if is_packed:
            with zipfile.ZipFile(tmp_path / f"{posts}.zip", "w", zipfile.ZIP_DEFLATED) as package:
                package.write(path, "export.xml")
            path = tmp_path / f"{posts}.zip"
        count, peak = read(path)
        assert count == posts
        peaks.append(peak)
    assert peaks[1] < peaks[0] * 1.15


def test_a_post_without_end_is_refused_before_it_fills_the_memory(tmp_path):
    """A zip bomb is such a post: a few kilobytes that unpack to hundreds of megabytes."""
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package,
        package.open("export.xml", "w") as file,
    ):
        file.write(HEAD.encode() + b"<item><title>")
        for _ in range(wxr.LARGEST_POST // 1_000_000 + 2):
            file.write(b"a" * 1_000_000)
    assert path.stat().st_size < 200_000
    with pytest.raises(UnreadableFile, match="too large"):
        list(wxr.posts(path))


@pytest.mark.parametrize(
    ("files", "why"),
    [({}, "holds no .xml files"), ({"a.xml": "x", "b.xml": "x"}, "holds 2 .xml files")],
)
def test_a_zip_file_without_one_export_says_what_to_pack(tmp_path, files, why):
    path = tmp_path / "old.zip"
    with zipfile.ZipFile(path, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)
    with pytest.raises(UnreadableFile, match=why):
        list(wxr.posts(path))


def test_a_damaged_zip_file_says_so(tmp_path):
    path = write(tmp_path / "old.xml", 2)
    with zipfile.ZipFile(tmp_path / "old.zip", "w", zipfile.ZIP_DEFLATED) as package:
        package.write(path, "export.xml")
    data = bytearray((tmp_path / "old.zip").read_bytes())
    data[200:260] = bytes(60)
    (tmp_path / "old.zip").write_bytes(data)
    with pytest.raises(UnreadableFile, match=r"damaged|broken"):
        list(wxr.posts(tmp_path / "old.zip"))
