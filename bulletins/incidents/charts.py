"""Bar charts of the trend as SVG: made on the server, colored by the site's style sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

from bulletins.incidents.trends import Period

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720.0, 190.0, 44.0, 24.0, 12.0
TICKS = 4
MOST_LABELS = 8
ROOM_FOR_A_DAY = 42.0  # half of the longest
Series = tuple[str, str, Callable[[Period], int]]  # CSS class, name, value

INCIDENTS: list[Series] = [("bar-incidents", "incidents", lambda period: period.totals.incidents)]
CASUALTIES: list[Series] = [
    ("bar-killed", "killed", lambda period: period.totals.deaths.certain),
    ("bar-injured", "injured", lambda period: period.totals.injuries.certain),
]


def chart(
    periods: Sequence[Period], series: Sequence[Series], *, step: str, title: str
) -> SafeString:
    """A stacked bar for each period. The table beside it says the same in words."""
    top = _round_top(max((_stack(period, series) for period in periods), default=0))
    words = escape(title)
    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" aria-label="{words}">',
        f"<title>{words}</title>",
        *_scale(top),
        *_bars(periods, series, top, step),
        *_days(periods, step),
        "</svg>",
    ]
    return mark_safe("".join(parts))  # noqa: S308 - all words in it are escaped above and below


def label(period: Period, step: str) -> str:
    """“July 2017” or “week of July 3, 2017”."""
    start = period.start
    return f"{start:%B %Y}" if step == "month" else f"week of {start:%B} {start.day}, {start.year}"


def _stack(period: Period, series: Sequence[Series]) -> int:
    return sum(value(period) for _, _, value in series)


def _round_top(most: int) -> int:
    """The next number whose quarters are whole."""
    step = 1
    while step * TICKS < most:
        step = step * 2 if str(step)[0] in "15" else step * 5 // 2
    return step * TICKS


def _scale(top: int) -> Iterator[str]:
    for tick in range(TICKS + 1):
        y = _y(top * tick / TICKS, top)
        yield f'<line class="chart-line" x1="{LEFT:g}" x2="{WIDTH:g}" y1="{y:.1f}" y2="{y:.1f}"/>'
        words = f"{top * tick // TICKS:,}"
        yield (
            f'<text class="chart-word" x="{LEFT - 6:g}" y="{y + 4:.1f}" '
            f'text-anchor="end">{words}</text>'
        )


def _bars(
    periods: Sequence[Period], series: Sequence[Series], top: int, step: str
) -> Iterator[str]:
    room = (WIDTH - LEFT) / max(len(periods), 1)
    width = min(room * 0.8, 40)
    for place, period in enumerate(periods):
        x = LEFT + room * place + (room - width) / 2
        told = ", ".join(f"{value(period):,} {name}" for _, name, value in series)
        yield f"<g><title>{escape(label(period, step))}: {told}</title>"
        below = 0
        for css_class, _, value in series:
            if count := value(period):
                y, base = _y(below + count, top), _y(below, top)
                yield (
                    f'<rect class="{css_class}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
                    f'height="{base - y:.1f}"/>'
                )
                below += count
        yield "</g>"


def _days(periods: Sequence[Period], step: str) -> Iterator[str]:
    room = (WIDTH - LEFT) / max(len(periods), 1)
    every = -(-len(periods) // MOST_LABELS) if periods else 1
    for place, period in enumerate(periods):
        if place % every == 0:
            words = (
                f"{period.start:%b %Y}"
                if step == "month"
                else f"{period.start:%b} {period.start.day}, {period.start.year}"
            )
            x = LEFT + room * (place + 0.5)
            is_last = x > WIDTH - ROOM_FOR_A_DAY
            yield (
                f'<text class="chart-word" x="{WIDTH if is_last else x:.1f}" y="{HEIGHT - 6:g}" '
                f'text-anchor="{"end" if is_last else "middle"}">{words}</text>'
            )


def _y(count: float, top: int) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * count / top
