"""How fast readers are served, and how fast they find things."""

from __future__ import annotations

from bulletins.public.benchmarks import finding, serving

BENCHMARKS = {"site": serving.site, "search": finding.search_archive}
