"""Whatever is written in a known form is read back as it was meant, or doubted; never otherwise."""

import textwrap
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bulletins.importing import readers
from bulletins.importing.document import Block, Document, Kind, Run
from bulletins.importing.interpreter import rows
from bulletins.importing.interpreter.daily_titles import read_daily_title
from bulletins.importing.interpreter.openings import read_opening
from bulletins.importing.interpreter.titles import read_bare_days, read_title
from bulletins.importing.interpreter.weekly import NotABulletin, read_issue
from bulletins.importing.reading import Fate, Ledger
from bulletins.incidents.figures import Figure
from tests.importing.test_readers import docx

often = settings(max_examples=200, deadline=None)
some = settings(max_examples=50, deadline=None)

starts = st.dates(date(2015, 1, 1), date(2023, 12, 15))
lengths = st.integers(4, 15)
dashes = st.sampled_from(
    [" – ", "–", " - ", "-", " — ", "—", " -- ", "– ", " –", " \u00ad ", " to "]
)
cases = st.sampled_from([str, str.upper, str.lower])
series = st.sampled_from(
    [
        "ISHM",
        "Iraq Security and Humanitarian Monitor",
        "Iraq Security & Humanitarian Monitor",
        "Iraq Security and Humanitarian Monitor (ISHM)",
    ]
)
numbers = st.sampled_from(["{}", "no. {}", "No {}", "#{}", "Issue {}"])
colons = st.sampled_from([": ", " : ", ":", " :"])
months = st.sampled_from(["%B", "%b", "%b."])


@st.composite
def written_ranges(draw):
    """A period in any form the bulletins ever used, with its first and last day."""
    start = draw(starts)
    end = start + timedelta(days=draw(lengths) - 1)
    dash, month = draw(dashes), draw(months)
    comma = draw(st.sampled_from([", ", " ", ","]))
    first = f"{start.strftime(month)} {start.day}"
    names_month = draw(st.booleans()) or start.month != end.month
    last = f"{end.strftime(month)} {end.day}" if names_month else str(end.day)
    if start.year != end.year or (names_month and draw(st.booleans())):
        first += f"{comma}{start.year}"
    year = draw(st.sampled_from([f"{comma}{end.year}", f"/{end:%y}", f" ’{end:%y}"]))
    return f"{first}{dash}{last}{year}", start, end


@st.composite
def collapsed_ranges(draw):
    """What a PDF leaves of a range: the dash is a space, or gone: “July 2127, 2017”."""
    start = draw(starts)
    end = start + timedelta(days=draw(lengths) - 1)
    if start.month == end.month:
        joint = draw(st.sampled_from([" ", ""]))
        return f"{start:%B} {start.day}{joint}{end.day}, {end.year}", start, end
    return f"{start:%B} {start.day}, {start.year} {end:%B} {end.day}, {end.year}", start, end


@often
@given(written_ranges(), series, colons, st.none() | st.integers(1, 400), numbers, cases)
def test_titles_are_read_back(written, name, colon, number, numbered, case):
    text, start, end = written
    title = read_title(
        case(f"{name}{f' {numbered.format(number)}' if number else ''}{colon}{text}")
    )
    assert title is not None
    assert title.found is not None
    assert title.found.days.dates() == (start, end)
    assert title.number == number


@often
@given(collapsed_ranges())
def test_a_title_that_lost_its_dash_is_read_as_meant_or_doubted(collapsed):
    """“April 14, 2016” may be April 1 – 4: it is taken for one day, and that is said."""
    text, start, end = collapsed
    lines = [f"ISHM: {text}", "", "Key Takeaways:", "", "• The bridge opened again."]
    reading = read_issue(readers.read_bytes("\n".join(lines).encode(), "old.txt"))
    doubts = {doubt.check for doubt in reading.doubts}
    if not doubts & {"period-length", "period-wrong", "year-missing"}:
        assert (reading.period_start, reading.period_end) == (start, end)


@often
@given(written_ranges())
def test_days_that_stand_alone_are_a_title_that_lost_its_name(written):
    text, start, end = written
    title = read_bare_days(text)
    assert title is not None
    assert title.found is not None
    assert title.found.days.dates() == (start, end)


@often
@given(
    written_ranges(),
    st.sampled_from(["Updates for {}:", "Takeaways for {}:", "Key Takeaways for {}"]),
)
def test_a_label_tells_the_days_where_no_title_does(written, label):
    text, start, end = written
    lines = [label.format(text), "", "• The bridge opened again.", "", "• A clinic closed."]
    reading = read_issue(readers.read_bytes("\n".join(lines).encode(), "old.txt"))
    assert (reading.period_start, reading.period_end) == (start, end)


@often
@given(starts, lengths, dashes)
def test_a_title_without_a_year_takes_the_one_that_is_given(start, length, dash):
    end = start + timedelta(days=length - 1)
    title = read_title(f"ISHM: {start:%B} {start.day}{dash}{end:%B} {end.day}")
    assert title is not None
    assert title.found is not None
    assert not title.found.days.has_year
    assert title.found.days.dates(end.year) == (start, end)


def ordinal(day):
    """1st, 2nd, 3rd, 11th."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{'th' if 11 <= day <= 13 else ending}"


LATER = {
    "The same day": 0, "That same day": 0, "The following day": 1, "The next day": 1,
    "A day later": 1, "Two days later": 2, "3 days later": 3,
}  # fmt: skip
LOOSE = [
    "Over the past week,", "Earlier this week,", "This week", "Over 3 days,",
    "In other developments,", "In Anbar,", "According to the governor,", "Crews said",
]  # fmt: skip


@often
@given(starts, st.sampled_from(sorted(LATER.items())))
def test_relative_openings_count_from_the_entry_before(day, opening):
    words, days = opening
    period = (day, day + timedelta(days=6))
    found = read_opening(f"{words}, a bridge fell.", period=period, before=day)
    assert (found.first, found.last) == (day + timedelta(days=days), None)
    assert found.doubt[0] == "entry-date-relative"
    alone = read_opening(f"{words}, a bridge fell.", period=period, before=None)
    assert (alone.first, alone.doubt[0]) == (None, "entry-date")


@often
@given(starts, st.sampled_from(LOOSE))
def test_openings_that_name_no_day_leave_it_empty(day, words):
    period = (day, day + timedelta(days=6))
    found = read_opening(f"{words} a bridge fell.", period=period, before=day)
    assert (found.first, found.last) == (None, None)
    assert found.doubt[0] in {"entry-date-loose", "entry-undated"}


@often
@given(starts, lengths, st.data())
def test_openings_are_read_back(start, length, data):
    period = (start, start + timedelta(days=length - 1))
    first = start + timedelta(days=data.draw(st.integers(0, length - 1)))
    last = first + timedelta(days=data.draw(st.integers(0, (period[1] - first).days)))
    dash = data.draw(dashes)
    month = data.draw(months)
    one = f"{first.strftime(month)} {data.draw(st.sampled_from([str, ordinal]))(first.day)}"
    other = str(last.day) if last.month == first.month else f"{last.strftime(month)} {last.day}"
    full = f"{last.strftime(month)} {last.day}"
    forms = [
        f"On {one}{dash}{other}, ",
        f"Between {one}{dash}{other}, ",
        f"Between {one} and {full}, ",
        f"From {one} to {full}, ",
    ]
    if first == last:
        forms = [f"On {one}, ", f"On {one} ", f"Also on {one}, ", f"On {first:%A}, {one}, "]
    opening = read_opening(data.draw(st.sampled_from(forms)) + "a bridge fell.", period=period,
                           before=None)  # fmt: skip
    assert opening.doubt is None
    assert (opening.first, opening.last or opening.first) == (first, last)


@often
@given(starts, st.integers(1, 99))
def test_people_counted_right_behind_a_date_are_no_second_day(start, people):
    period = (start, start + timedelta(days=6))
    text = f"On {start:%B} {start.day} {people} people left."
    opening = read_opening(text, period=period, before=None)
    assert (opening.first, opening.last, opening.doubt) == (start, None, None)


@often
@given(starts, st.booleans(), st.sampled_from(["IRAQ DAILY TRACKER", "IRAQ TRACKER"]),
       st.lists(st.text("abcdefgh ’&w./0123456789", min_size=3).map(str.strip).filter(bool),
                min_size=1, max_size=4), st.sampled_from(["", ";", " ;"]),
       st.sampled_from([";", ","]), st.sampled_from(["", " {}", ", {}"]))  # fmt: skip
def test_daily_titles_are_read_back(start, is_double, name, headlines, tail, separator, year):
    end = start + timedelta(days=is_double)
    month = f"{end:%b}".upper()
    days = f"{start.day}/{end.day} {month}" if is_double else f"{end.day} {month}"
    if start.month != end.month:
        days = f"{start.day} {start:%b}/{end.day} {month}"
    if separator == ",":  # “2,000” is one number; with no semicolon at all, commas divide
        headlines, tail = [h for h in headlines if not h[0].isdigit()] or ["rain"], ""
    elif len(headlines) == 1:
        tail = tail or ";"
    text = f"{separator} ".join(headlines)
    title = read_daily_title(f"{name} {days}{year.format(end.year)}: {text}{tail}")
    assert title is not None
    assert title.days.has_year == bool(year)
    assert title.days.dates(None if year else end.year) == (start, end)
    assert list(title.headlines) == [" ".join(headline.split()) for headline in headlines]
    assert title.is_comma_separated == (separator == "," and len(headlines) > 1)


# A place called “Unk” is rightly in doubt: it may say that the deaths are unknown.
names = st.text("abdfghiklmnorstuz'", min_size=2, max_size=9).map(str.capitalize)
names = names.filter(lambda name: not name.lower().endswith("unk"))
places = st.one_of(
    st.builds("{}, {} km {} of {}".format, names, st.integers(1, 99),
              st.sampled_from(["north", "southwest"]), names),
    st.builds("{} km south of {}".format, st.integers(1, 99), names),
    st.builds("{} district".format, names),
    st.builds("Camp {}".format, st.integers(1, 40)),
    st.builds("{} entrance to {}".format, st.sampled_from(["Western", "Old"]), names),
)  # fmt: skip
exact = st.integers(0, 120).map(lambda n: (str(n), Figure(n, n)))
figures = st.one_of(
    exact,
    st.just(("unknown", Figure(None, None))),
    st.integers(1, 40).map(lambda n: (f"{n}+", Figure(n, None))),
    st.tuples(st.integers(0, 30), st.integers(1, 9)).map(
        lambda pair: (f"{pair[0]}-{sum(pair)}", Figure(pair[0], sum(pair)))
    ),
)
day_forms = st.sampled_from(["%m/%d/%y", "%m/%d/%Y"])


def read_row(text="", cells=()):
    block = Block(0, Kind.ROW if cells else Kind.PARAGRAPH, (Run(text),), "line 1", tuple(cells))
    ledger = Ledger(Document("x", "text", (block,), sha256=""))
    period = (date(2017, 7, 21), date(2017, 7, 27))
    return rows.read_row(block, rows.Columns(), period=period, ledger=ledger), ledger.doubts


@often
@given(st.dates(date(2017, 7, 21), date(2017, 7, 27)), day_forms, places, figures, figures)
def test_a_glued_row_is_read_as_meant_or_left_unknown(day, form, place, deaths, injuries):
    row, doubts = read_row(f"{day.strftime(form)}{place}{deaths[0]}{injuries[0]}")
    if doubts:
        assert (row.deaths, row.injuries) == (Figure(None, None), Figure(None, None))
        assert place in row.location
    else:
        assert (row.event_date, row.location) == (day, place)
        assert (row.deaths, row.injuries) == (deaths[1], injuries[1])


@often
@given(st.dates(date(2017, 7, 21), date(2017, 7, 27)), places.filter(lambda p: p[-1].isalpha()),
       st.integers(0, 9), st.integers(0, 9))  # fmt: skip
def test_one_digit_each_behind_a_letter_is_never_in_doubt(day, place, deaths, injuries):
    row, doubts = read_row(f"{day:%m/%d/%y}{place}{deaths}{injuries}")
    assert doubts == []
    assert (row.location, row.deaths.low, row.injuries.low) == (place, deaths, injuries)


@often
@given(st.dates(date(2017, 7, 21), date(2017, 7, 27)), day_forms, places, figures, figures)
def test_cells_are_read_as_meant(day, form, place, deaths, injuries):
    row, doubts = read_row(cells=[day.strftime(form), place, deaths[0], injuries[0]])
    assert doubts == []
    assert (row.event_date, row.location) == (day, place)
    assert (row.deaths, row.injuries) == (deaths[1], injuries[1])


words = st.sampled_from(
    "bridge river market clinic harvest ferry school tent road well train".split()  # noqa: SIM905
)
sentences = st.lists(words, min_size=4, max_size=30).map(lambda w: f"The {' '.join(w)}.")
headlines = st.lists(words.map(str.capitalize), min_size=2, max_size=6, unique=True).map(" ".join)


@st.composite
def issues(draw):
    """Sections of (headline, summary, entries of (day, text)), all in the period."""
    start = draw(starts)
    days = st.integers(0, 6).map(lambda n: start + timedelta(days=n))
    entries = st.lists(st.tuples(days, sentences), min_size=1, max_size=4).map(
        lambda found: sorted(found, key=lambda entry: entry[0])
    )
    titles = draw(st.lists(headlines, min_size=1, max_size=5, unique=True))
    return start, [(title, draw(sentences), draw(entries)) for title in titles]


@some
@given(
    issues(),
    st.sampled_from(["  • ", "    • ", "- ", "* "]),
    st.sampled_from([" – ", " -- ", " — "]),
    st.sampled_from([" more…", " more...", ""]),
)
def test_a_whole_issue_is_read_back_with_every_paragraph_accounted_for(issue, bullet, dash, more):
    start, sections = issue
    end = start + timedelta(days=6)
    lines = [f"ISHM: {start:%B} {start.day}, {start.year} – {end:%B} {end.day}, {end.year}"]
    lines += ["", "Key Takeaways:", ""]
    lines += [f"{bullet}{title}{dash}{summary}{more}" for title, summary, _ in sections]
    for title, _, entries in sections:
        lines += ["", title, ""]
        for day, text in entries:
            lines += [f"On {day:%B} {day.day}, {text}{' ' * 3}", ""]
    reading = read_issue(readers.read_bytes("\n".join(lines).encode(), "issue.txt"))

    assert [(t.headline, t.summary) for t in reading.takeaways] == [s[:2] for s in sections]
    assert [[(e.event_date, e.text) for e in t.entries] for t in reading.takeaways] == [
        [(day, f"On {day:%B} {day.day}, {text}") for day, text in entries]
        for _, _, entries in sections
    ]
    assert reading.doubts == []
    assert not reading.ledger.blocks_that_were(Fate.NOT_UNDERSTOOD)


@often
@given(st.text(max_size=400) | st.binary(max_size=400).map(lambda b: b.decode("latin-1")))
def test_any_text_is_read_or_refused_and_never_breaks(text):
    try:
        document = readers.read_bytes(text.encode("utf-8", "surrogatepass"), "any")
        reading = read_issue(document)
    except (readers.UnreadableFile, NotABulletin):
        return
    assert sorted(reading.ledger.verdicts) == [block.index for block in document.blocks]


def as_page(title, sections):
    heads = "".join(f"<li>{head} – {summary} more…</li>" for head, summary, _ in sections)
    stories = "".join(
        f"<h3>{head}</h3>" + "".join(f"<p>On {d:%B} {d.day}, {text}</p>" for d, text in entries)
        for head, _, entries in sections
    )
    return f"<h1>{title}</h1><p><b>Key Takeaways:</b></p><ul>{heads}</ul>{stories}".encode()


def as_stored_post(title, sections):
    """As WordPress stores it: blank lines between paragraphs, marks only within them."""
    heads = "".join(
        f"\t<li><strong>{head}</strong> – {summary} <a href='#x'>more…</a></li>\n"
        for head, summary, _ in sections
    )
    parts = [title, f"<strong>Key Takeaways:</strong>\n<ul>\n{heads}</ul>"]
    for head, _, entries in sections:
        parts.append(f"<strong>{head}</strong>")
        for day, text in entries:
            first, _, rest = text.partition(" ")
            parts.append(f"On {day:%B} {day.day}, <em>{first}</em> {rest}")
    return "\n\n".join(parts).encode()


def as_word(title, sections):
    paragraphs = [("Normal", title), ("Normal", "Key Takeaways:")]
    paragraphs += [("Normal", f"• {head} – {summary} more…") for head, summary, _ in sections]
    for head, _, entries in sections:
        paragraphs.append(("Heading2", head))
        paragraphs += [("Normal", f"On {d:%B} {d.day}, {text}") for d, text in entries]
    return docx(*paragraphs)


def as_wrapped_mail(title, sections):
    lines = [title, "Key Takeaways:"]
    lines += [f"  • {head} – {summary} more…" for head, summary, _ in sections]
    for head, _, entries in sections:
        lines += [head, *(f"On {d:%B} {d.day}, {text}" for d, text in entries)]
    return "\n\n".join("\n".join(textwrap.wrap(line, 72)) for line in lines).encode()


@some
@given(issues(), st.sampled_from([as_page, as_stored_post, as_word, as_wrapped_mail]))
def test_the_same_issue_is_read_back_from_every_kind_of_file(issue, written):
    start, sections = issue
    end = start + timedelta(days=6)
    title = f"ISHM 7: {start:%B} {start.day}, {start.year} – {end:%B} {end.day}, {end.year}"
    reading = read_issue(readers.read_bytes(written(title, sections), "issue"))

    assert (reading.period_start, reading.period_end, reading.number) == (start, end, 7)
    assert [(t.headline, t.summary) for t in reading.takeaways] == [s[:2] for s in sections]
    assert [[(e.event_date, e.text) for e in t.entries] for t in reading.takeaways] == [
        [(day, f"On {day:%B} {day.day}, {text}") for day, text in entries]
        for _, _, entries in sections
    ]
    assert not reading.ledger.blocks_that_were(Fate.NOT_UNDERSTOOD)
