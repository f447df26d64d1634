"""Journeys at the desk, in a real browser under the real content security policy."""

import re

import pytest
from playwright.sync_api import expect

from bulletins.issues.models import Entry
from tests.desk.conftest import entry_fields, send
from tests.fixtures.browser import assert_accessible, assert_fits
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
    saved(page)
    page.wait_for_timeout(900)
    body = Entry.objects.get(pk=entry.pk).body
    assert "<strong>" in body
    assert "<em>" in body
    assert "<ul>" in body
    assert "<blockquote>" in body
    assert 'href="http://example.org/report"' in body


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
    complaints[:] = [one for one in complaints if "ERR_INTERNET_DISCONNECTED" not in one]


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


def test_a_tab_that_wakes_up_late_hears_of_the_newer_text(editor, cast, entry, client):
    page = editor()
    client.force_login(cast.editor)
    fields = entry_fields(entry, body="<p>Newer.</p>")
    fields.pop("sources-TOTAL_FORMS")
    send(client, f"/desk/entries/{entry.pk}/", fields)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("Editor has changed this text since you opened it.")).to_be_visible()


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
    page.wait_for_timeout(200)
    assert page.url.endswith("/desk/")
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/incidents/")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("dark", [False, True])
def test_every_page_is_accessible_and_fits(open_page, cast, sourced, width, dark):
    page = open_page(as_user=cast.editor, width=width, dark=dark)
    for address in [
        "/desk/",
        f"/desk/entries/{sourced.pk}/",
        f"/desk/takeaways/{sourced.takeaway_id}/",
        f"/desk/entry/{sourced.pk}/history/",
        "/desk/bin/",
        "/desk/issues/start/",
    ]:
        page.goto(address)
        page.wait_for_timeout(250)
        assert_accessible(page)
        assert_fits(page)
