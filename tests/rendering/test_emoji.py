"""On paper an emoji is its name: no typeface of ours draws one."""

import pytest

from bulletins.rendering.emoji import named


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Done 👍🏽.", "Done [thumbs up sign]."),
        ("🙂🙂", "[slightly smiling face][slightly smiling face]"),
        ("❤️", "[heavy black heart]"),
        ("🇮🇶 and 🇺🇸", "[flag IQ] and [flag US]"),
        ("👩‍⚕️", "[woman][staff of aesculapius]"),
        ("“Hit” – 70 km … №1 سلێمانی", "“Hit” – 70 km … №1 سلێمانی"),
    ],
)
def test_emoji_are_named_and_letters_stay(typed, printed):
    assert named(typed) == printed
