"""``locate PHRASE… [--from-file F] [--json]``."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bulletins.gazetteer.location import FLAGS, Location
from bulletins.gazetteer.services import locate_all


class Command(BaseCommand):
    """Location phrases to points."""

    help = "Says where location phrases lead: “20 km south of Fallujah” and the like."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("phrases", nargs="*", metavar="PHRASE")
        parser.add_argument("--from-file", metavar="F", help="A text file with one phrase a line.")
        parser.add_argument("--json", action="store_true", help="One JSON list on stdout.")

    def handle(self, *args: Any, **options: Any) -> None:
        phrases = [*options["phrases"], *_lines(options["from_file"])]
        if not phrases and not options["from_file"]:
            raise CommandError("Give a phrase or --from-file.", returncode=2)
        locations = locate_all(phrases)
        if options["json"]:
            self.stdout.write(json.dumps([as_json(each) for each in locations], ensure_ascii=False))
            return
        for location in locations:
            self.stdout.write(_in_words(location))


def as_json(location: Location) -> dict[str, Any]:
    """The stable form of a result; all but phrase and flags are null where it refuses."""
    point = location.point
    return {
        "phrase": location.phrase,
        "latitude": round(point.latitude, 4) if point else None,
        "longitude": round(point.longitude, 4) if point else None,
        "precision_km": location.precision_km,
        "method": location.method or None,
        "place": location.place.name if location.place else None,
        "flags": list(location.flags),
    }


def _lines(path: str | None) -> list[str]:
    if not path:
        return []
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not a text file in UTF-8. Nothing was read.") from error
    return text.splitlines()


def _in_words(location: Location) -> str:
    doubts = "".join(f"\n    {FLAGS[flag]}" for flag in location.flags)
    if not location.point:
        return f"{location.phrase or '(empty)'}: no point{doubts}"
    place = location.place.name if location.place else ""
    where = f"{location.point.latitude:.4f} N {location.point.longitude:.4f} E"
    how = f"± {location.precision_km:g} km ({location.method}, {place})"
    return f"{location.phrase}: {where}, {how}{doubts}"
