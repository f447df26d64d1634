"""Journeys at the desk, in a real browser under the real content security policy."""

import re

import pytest
from playwright.sync_api import expect

from bulletins.desk.services import publishing
from bulletins.desk.tasks import draw_preview
from bulletins.issues.models import Entry
from bulletins.revisions.services import save_version
from tests.desk.conftest import NOON, hears_nothing
from tests.fixtures.browser import assert_accessible
from tests.fixtures.servers import wait_until
from tests.issues.factories import EntryFactory, TakeawayFactory

WORD_PASTE = (
    "<html><body><!--StartFragment--><p class=MsoNormal style='mso-margin-top-alt:auto'>"
    "<b>Bold</b> from <span style='color:red'>Word</span><o:p></o:p></p>"
    "<script>document.title='owned'</script><!--EndFragment--></body></html>"
)


def text_of(page):
    return page.locator(".cke_editable")


def write(page, words):
    text_of(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def saved(page):
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"^Saved \d"))


def body_of(entry):
    return Entry.objects.get(pk=entry.pk).body


@pytest.fixture
def editor(open_page, cast, sourced):
    def opened(person=None, **options):
        page = open_page(f"/desk/entries/{sourced.pk}/", as_user=person or cast.reporter, **options)
        text_of(page).wait_for()
        return page

    return opened


def test_words_are_saved_a_moment_after_a_pause(editor, entry):
    page = editor()
    write(page, " And more.")
    saved(page)
    assert Entry.objects.get(pk=entry.pk).body == "<p>The first words. And more.</p>"
    assert page.evaluate("localStorage.length") == 0


def test_bold_italic_list_quote_and_link_do_what_they_say(editor, entry):
    page = editor()
    for button in ["Bold", "Italic", "Insert/Remove Bulleted List", "Block Quote"]:
        text_of(page).click()
        page.keyboard.press("Control+a")
        page.locator(f".cke_button[title^='{button}']").click()
    text_of(page).click()
    page.keyboard.press("Control+a")
    page.locator(".cke_button[title^='Link']").click()
    page.locator(".cke_dialog_body input").nth(1).fill("example.org/report")
    page.locator(".cke_dialog_ui_button_ok").click()
    marks = ["<strong>", "<em>", "<ul>", "<blockquote>", 'href="https://example.org/report"']
    wait_until(lambda: all(mark in body_of(entry) for mark in marks))


def test_what_is_pasted_from_word_comes_in_clean(editor, entry):
    page = editor()
    text_of(page).click()
    page.keyboard.press("Control+a")
    page.evaluate(
        """html => {
            const data = new DataTransfer()
            data.setData("text/html", html)
            const target = document.querySelector(".cke_editable")
            const options = {clipboardData: data, bubbles: true, cancelable: true}
            target.dispatchEvent(new ClipboardEvent("paste", options))
        }""",
        WORD_PASTE,
    )
    saved(page)
    assert page.title() != "owned"
    assert Entry.objects.get(pk=entry.pk).body == "<p><strong>Bold</strong> from Word</p>"


def test_words_written_offline_are_saved_when_the_line_is_back(editor, entry, complaints):
    page = editor()
    page.context.set_offline(True)
    write(page, " Offline.")
    expect(page.locator("[data-save-state]")).to_have_text("Offline: kept in this browser")
    page.context.set_offline(False)
    saved(page)
    assert Entry.objects.get(pk=entry.pk).body == "<p>The first words. Offline.</p>"
    # A page that is cut off says so, and what looks for news in the background, too.
    cut_off = ("ERR_INTERNET_DISCONNECTED", "htmx:")
    complaints[:] = [one for one in complaints if not any(word in one for word in cut_off)]


def test_a_draft_that_never_got_out_is_offered_again(editor, entry, complaints):
    page = editor()
    page.route(
        "**/desk/entries/*/",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    write(page, " Lost?")
    expect(page.locator("[data-save-state]")).to_have_text("Offline: kept in this browser")
    page.unroute_all()
    page.reload()
    page.get_by_role("button", name="Put them into the text").click()
    saved(page)
    assert Entry.objects.get(pk=entry.pk).body == "<p>The first words. Lost?</p>"
    complaints[:] = [one for one in complaints if "ERR_FAILED" not in one]


def test_two_people_in_one_text_see_both_and_lose_nothing(editor, cast, entry, complaints):
    mine, theirs = editor(cast.reporter), editor(cast.editor)
    hears_nothing(mine)
    write(theirs, " From the editor.")
    saved(theirs)
    write(mine, " From the reporter.")
    expect(mine.locator("[data-save-state]")).to_have_text("Not saved: compare the two texts")
    assert_accessible(mine)
    mine.get_by_role("button", name="Compare the two texts").click()
    expect(mine.locator("ins").first).to_contain_text("From the editor.")
    assert_accessible(mine)
    text_of(mine).wait_for()
    mine.get_by_role("button", name="Save this text").click()
    mine.wait_for_url(re.compile(r"/desk/entries/\d+/$"))
    body = Entry.objects.get(pk=entry.pk).body
    assert "From the editor." in body
    assert "From the reporter." in body
    complaints[:] = [one for one in complaints if "409" not in one]


def test_a_session_that_ends_while_writing_loses_nothing(editor, cast, entry, complaints):
    page = editor()
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    write(page, " Still here.")
    expect(page.locator("[data-save-state]")).to_have_text("Signed out: kept in this browser")
    assert_accessible(page)
    page.context.add_cookies(cookies)
    saved(page)
    assert Entry.objects.get(pk=entry.pk).body == "<p>The first words. Still here.</p>"
    complaints[:] = [one for one in complaints if "401" not in one]


def test_what_a_colleague_writes_comes_into_the_open_page_and_never_over_ones_own_words(
    editor, cast, entry, complaints
):
    """Place, sources and another paragraph come in; the caret stays; a half link is kept."""
    Entry.objects.filter(pk=entry.pk).update(body="<p>One.</p><p>Two.</p><p>Three.</p>")
    page = editor()
    text_of(page).locator("p").nth(1).click()
    page.keyboard.press("End")

    def a_colleague_writes(**changes):
        save_version(
            subject=entry,
            changes=changes,
            seen_version=Entry.objects.get().version,
            author=cast.editor,
            at=NOON,
        )
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    more = [{"outlet": "An agency", "title": "", "url": "", "language": "ar"}]
    a_colleague_writes(
        location="Hit", sources=more, body="<p>One, and more.</p><p>Two.</p><p>Three.</p>"
    )
    expect(page.get_by_label("Place")).to_have_value("Hit")
    expect(page.locator("[data-says]")).to_have_text("Editor has changed: place, text, sources.")
    expect(page.locator("[name=sources-0-outlet]")).to_have_value("An agency")
    expect(text_of(page)).to_be_focused()
    page.keyboard.type(" Mine.")
    both = "<p>One, and more.</p>\n\n<p>Two. Mine.</p>\n\n<p>Three.</p>"
    wait_until(lambda: body_of(entry) == both)
    for _ in range(3):  # Going back ends where the colleague's words came in.
        page.keyboard.press("Control+z")
    expect(text_of(page)).to_have_text(re.compile(r"One, and more\.\s*Two\.\s*Three\."))
    wait_until(lambda: "Mine" not in body_of(entry))
    page.keyboard.type(" Mine.")
    wait_until(lambda: body_of(entry) == both)
    stored = Entry.objects.get()
    assert (stored.location, stored.sources.get().outlet) == ("Hit", "An agency")
    wait_until(lambda: page.evaluate("localStorage.length") == 0)

    link = page.locator("[name=sources-0-url]")
    link.fill("half a link")
    expect(page.locator("[data-problems]")).to_contain_text("Not saved yet.")
    a_colleague_writes(sources=[{**more[0], "title": "A report"}], location="Haditha")
    expect(page.get_by_text("Editor has changed: place, sources.")).to_be_visible()
    expect(link).to_have_value("half a link")
    assert_accessible(page)
    link.fill("https://example.org/whole")
    expect(page.locator("[data-save-state]")).to_have_text("Not saved: compare the two texts")
    complaints[:] = [one for one in complaints if "409" not in one]


def test_a_figure_goes_in_with_its_words(editor, entry, tmp_path):
    from PIL import Image

    path = tmp_path / "bridge.png"
    Image.new("RGB", (80, 60), "olive").save(path)
    page = editor()
    text_of(page).click()
    page.get_by_role("button", name="+ Figure").click()
    page.get_by_label("Picture").set_input_files(path)
    page.get_by_label("What it shows").fill("A bridge")
    page.get_by_label("Caption").fill("The old bridge")
    page.get_by_label("Credit").fill("A friend")
    assert_accessible(page)
    page.get_by_role("button", name="Put it into the text").click()
    expect(text_of(page).locator("figcaption")).to_have_text("The old bridge · A friend")
    saved(page)
    body = Entry.objects.get(pk=entry.pk).body
    assert re.search(
        r'<figure><img [^>]*alt="A bridge"[^>]*>'
        r"\s*<figcaption>The old bridge · A friend</figcaption>\s*</figure>",
        body,
    )
    assert re.search(r'src="/media/figures/[\w-]+\.png"', body)


def test_an_entry_is_filed_and_moved_by_keys_alone(open_page, cast, takeaway, entry):
    TakeawayFactory(issue=takeaway.issue, headline="Roads", position=1)
    waiting = EntryFactory(takeaway=None, body="<p>Waiting.</p>", author=cast.reporter)
    page = open_page("/desk/", as_user=cast.editor)
    handle = page.locator(f"#handle-entry-{waiting.pk}")
    handle.focus()
    with page.expect_response("**/entries/move/"):
        page.keyboard.press("1")
    expect(page.locator("[data-says]")).to_have_text(
        "“Waiting.” is now 2 of 2 in Water in the Marshes."
    )
    expect(handle).to_be_focused()
    with page.expect_response("**/entries/move/"):
        page.keyboard.press("ArrowUp")
    expect(page.locator("[data-says]")).to_contain_text("1 of 2")
    expect(handle).to_be_focused()
    assert list(Entry.objects.filter(takeaway=takeaway)) == [waiting, entry]


def test_an_entry_is_dragged_to_another_section(open_page, cast, takeaway, entry):
    roads = TakeawayFactory(issue=takeaway.issue, headline="Roads", position=1)
    page = open_page("/desk/", as_user=cast.reporter)
    with page.expect_response("**/entries/move/"):
        page.locator(f"#entry-{entry.pk}").drag_to(page.locator(f"[data-cards='{roads.pk}']"))
    entry.refresh_from_db()
    assert entry.takeaway == roads


def test_a_change_by_a_colleague_appears_on_the_board(open_page, cast, takeaway, entry):
    page = open_page("/desk/", as_user=cast.reporter)
    TakeawayFactory(issue=takeaway.issue, headline="Roads", position=1)
    page.evaluate("htmx.trigger(document.body, 'desk:arranged')")
    expect(page.get_by_role("heading", name="Roads")).to_be_visible()


def test_a_takeaway_is_added_in_place(open_page, cast, takeaway):
    page = open_page("/desk/", as_user=cast.editor)
    page.get_by_label("A new takeaway").fill("Roads Reopen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Roads Reopen")).to_be_visible()
    expect(page.get_by_label("A new takeaway")).to_have_value("")


def test_shortcuts_are_listed_on_a_question_mark(open_page, cast, takeaway):
    page = open_page("/desk/", as_user=cast.editor)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    expect(page.get_by_text("The week board")).to_be_visible()


def test_keys_with_names_are_no_shortcuts_and_two_keys_are_one(open_page, cast, takeaway):
    page = open_page("/desk/", as_user=cast.editor)
    for key in ["Tab", "ArrowUp", "Tab"]:
        page.keyboard.press(key)
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()  # still on the board
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/incidents/")


def test_a_preview_that_stays_open_says_when_the_text_has_changed(open_page, cast, sourced):
    issue = sourced.takeaway.issue
    preview = publishing.ask_for_preview(issue=issue, kind="web", at=NOON)
    draw_preview(preview_id=preview.pk)
    page = open_page(f"/desk/issues/{issue.pk}/preview/web/", as_user=cast.editor)
    expect(page.get_by_text("This is the text as it stands now.")).to_be_visible()
    Entry.objects.filter(pk=sourced.pk).update(body="<p>Newer.</p>")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_text("The text has changed since this was drawn.")).to_be_visible()
    expect(page.get_by_role("button", name="Draw it again")).to_be_visible()
    assert_accessible(page)


def test_no_swap_and_no_reload_loses_the_place_or_the_focus(open_page, cast, sourced):
    """Steps, findings read again, progress, a colleague's move, a remark: each in a low window."""
    issue = sourced.takeaway.issue
    for number in range(6):
        EntryFactory(takeaway=sourced.takeaway, body=f"<p>On July 22,  {number} gauges broke.</p>")
    page = open_page(f"/desk/issues/{issue.pk}/publish/", as_user=cast.editor, height=300)

    def at_the_same_place(thing, act):
        thing.scroll_into_view_if_needed()
        thing.focus()
        height = page.evaluate("scrollY")
        assert height > 0
        act()
        expect(thing).to_be_focused()
        expect(thing).to_be_in_viewport()
        assert abs(page.evaluate("scrollY") - height) < 100

    # A step loads the page again, and preflight swaps the findings once more.
    double = page.locator("#found-note-double-space > summary")
    double.click()
    at_the_same_place(double, lambda: page.reload())
    expect(page.locator("#found-note-double-space")).to_have_attribute("open", "")
    button = page.get_by_role("button", name="Send a test to myself")
    at_the_same_place(
        button, lambda: (button.click(), page.get_by_text("A test mail is").wait_for())
    )
    again = f"/desk/issues/{issue.pk}/publish/read/"
    swap = f"htmx.ajax('POST', '{again}', {{target: '#findings', swap: 'outerHTML'}})"
    at_the_same_place(double, lambda: page.evaluate(swap))

    # The board, while a colleague moves something.
    page.goto("/desk/")
    handle = page.locator("[data-card] [data-handle]").nth(4)

    def a_colleague_moves():
        TakeawayFactory(issue=issue, headline="Roads", position=1)
        page.evaluate("htmx.trigger(document.body, 'desk:arranged')")
        page.get_by_role("heading", name="Roads").wait_for()

    at_the_same_place(handle, a_colleague_moves)
    with page.expect_response("**/entries/move/"):
        page.keyboard.press("2")
    expect(
        page.locator(f"[data-cards='{issue.takeaways.last().pk}'] [data-handle]")
    ).to_be_focused()

    # Remarks beside a text.
    page.goto(f"/desk/entries/{sourced.pk}/")
    text_of(page).wait_for()
    words = page.get_by_label("Your remark")

    def remark():
        page.keyboard.type("Which gauge?")
        page.get_by_role("button", name="Remark", exact=True).press("Enter")
        page.locator("#remarks").get_by_text("Which gauge?").wait_for()
        words.focus()

    at_the_same_place(words, remark)


def test_a_remark_is_pinned_to_the_selected_words_and_leads_back_to_them(editor, cast, entry):
    page = editor(cast.editor)
    text_of(page).click()
    page.keyboard.press("Control+Home")
    for _ in range(len("The first")):
        page.keyboard.press("Shift+ArrowRight")
    page.get_by_label("Your remark").fill("@reporter, first of which?")
    page.get_by_role("button", name="Remark", exact=True).click()
    quote = page.get_by_role("button", name="The first", exact=True)
    expect(quote).to_be_visible()
    wait_until(lambda: page.evaluate("CSS.highlights.get('remark')?.size") == 1)
    quote.click()
    expect(text_of(page)).to_be_focused()
    assert page.evaluate("getSelection().toString()") == "The first"
    assert_accessible(page)
    page.keyboard.type("Some")
    expect(page.locator(".remark.is-adrift")).to_have_count(1)
    saved(page)
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("button", name="Open again")).to_be_focused()
