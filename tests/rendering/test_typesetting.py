"""Words that must not part at the end of a printed line."""

import pytest

from bulletins.rendering.typesetting import kept_together

NBSP, HYPHEN = "\N{NO-BREAK SPACE}", "\N{NON-BREAKING HYPHEN}"


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("<p>On July 25, 50 kilometers off</p>", f"<p>On July{NBSP}25, 50{NBSP}kilometers off</p>"),
        ("Haider al-Abadi", f"Haider al{HYPHEN}Abadi"),
        ("Salah ad-Din, ash-Shirqat", f"Salah ad{HYPHEN}Din, ash{HYPHEN}Shirqat"),
        ("<em>al-Sumaria</em>", f"<em>al{HYPHEN}Sumaria</em>"),
        ("42 percent, 1.2 million", f"42{NBSP}percent, 1.2{NBSP}million"),
        # What is no date, amount or name, and what stands inside a tag, stays as it is.
        *[
            (html, html)
            for html in [
                "In May 2017 they may 5",
                "the ex-Baathist, un-American, at-large",
                '<a href="https://x.org/al-Abadi" title="July 25">x</a>',
                "12 people",
            ]
        ],
    ],
)
def test_dates_amounts_and_names_stay_on_one_line(typed, set_):
    assert kept_together(typed) == set_
    assert kept_together(set_) == set_
