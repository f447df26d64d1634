"""The house colors can be read, in light and in dark."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEXTS = ["ink", "ink-muted", "accent", "accent-strong"]
PAPERS = ["paper", "paper-raised", "paper-sunken", "accent-wash"]
STATES = ["good", "warn", "bad", "info"]
AA_TEXT = 4.5
AA_PARTS = 3.0


def palette(scheme):
    css = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
    light, rest = css.split("@media (prefers-color-scheme: dark)")
    dark = rest.split("@media print")[0]
    colors = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        colors |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark))
    return colors


def luminance(color):
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("text", TEXTS + STATES)
def test_every_text_color_is_readable_on_every_paper(scheme, paper, text):
    colors = palette(scheme)
    assert contrast(colors[text], colors[paper]) >= AA_TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_every_state_is_readable_on_its_wash(scheme, state):
    colors = palette(scheme)
    assert contrast(colors[state], colors[f"{state}-wash"]) >= AA_TEXT
    assert contrast(colors["ink"], colors[f"{state}-wash"]) >= AA_TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_buttons_borders_and_focus_stand_out(scheme):
    colors = palette(scheme)
    assert contrast(colors["on-accent"], colors["accent"]) >= AA_TEXT
    assert contrast(colors["on-accent"], colors["accent-strong"]) >= AA_TEXT
    for paper in PAPERS:
        assert contrast(colors["rule-strong"], colors[paper]) >= AA_PARTS
        assert contrast(colors["focus"], colors[paper]) >= AA_PARTS
