"""``benchmark [NAME…]``: the ratios of docs/benchmarks.md, measured now."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from bulletins.benchmarking import Comparison

Benchmark = Callable[[], Iterable[Comparison]]


class Command(BaseCommand):
    """Runs what the rooms offer in their ``benchmarks.py`` and prints both sides."""

    help = "Measure ours against other ways in the same run. Without a name: say which there are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="a benchmark, or “all”")
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        offered = benchmarks()
        names: list[str] = sorted(offered) if "all" in options["names"] else options["names"]
        if unknown := [name for name in names if name not in offered]:
            raise CommandError(f"No benchmark {unknown[0]!r}. There are: {', '.join(offered)}.")
        if not names:
            self.stdout.write("\n".join(sorted(offered)))
            return
        results = {name: self._run(offered[name], name, options["json"]) for name in names}
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(results), indent=1))
        _refuse_broken(results)

    def _run(self, benchmark: Benchmark, name: str, is_quiet: bool) -> list[Comparison]:
        found = []
        for comparison in benchmark():
            found.append(comparison)
            if not is_quiet:
                self.stdout.write(f"{name}: {_line(comparison)}")
                self.stdout.flush()
        return found


def benchmarks() -> dict[str, Benchmark]:
    """Every benchmark the rooms offer, by name."""
    offered: dict[str, Benchmark] = {}
    for config in apps.get_app_configs():
        module = f"{config.name}.benchmarks"
        if config.name.startswith(("bulletins.", "ishm")) and find_spec(module):
            offered |= import_module(module).BENCHMARKS
    return offered


def _line(comparison: Comparison) -> str:
    ours = f"{comparison.ours:,.3g} {comparison.unit}"
    theirs = f"{comparison.theirs:,.3g} {comparison.unit}"
    verdict = "" if not comparison.limit else f" ({comparison.limit})"
    broken = "" if comparison.is_held else "  NOT HELD"
    return (
        f"{comparison.what}: {ours}; {comparison.against}: {theirs}; "
        f"ratio {comparison.ratio:.2f}{verdict}{broken}"
    )


def _as_json(results: dict[str, list[Comparison]]) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [{**asdict(each), "ratio": each.ratio, "is_held": each.is_held} for each in found]
        for name, found in results.items()
    }


def _refuse_broken(results: dict[str, list[Comparison]]) -> None:
    broken = [each.what for found in results.values() for each in found if not each.is_held]
    if broken:
        raise CommandError(f"Not held: {'; '.join(broken)}.")
