"""What goes wrong on the way: the words survive each of it, and the page says what happened."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image
from playwright.sync_api import expect

from bulletins.issues.models import Edition, Entry, Issue, Rendition
from bulletins.revisions.services import save_version
from tests.desk.conftest import NOON
from tests.desk.test_browser import saved, text_of, write
from tests.fixtures.browser import assert_accessible
from tests.fixtures.servers import wait_until

SCRIPTS = (
    "<p onclick='document.title=`owned`' style='color:red'>Kept words"
    "<script>document.title='owned'</script><style>p{display:none}</style>"
    "<img src='https://example.org/x.png' onerror='document.title=`owned`'>"
    "<iframe src='https://example.org/'></iframe></p>"
)
PASTE = """html => {
    const data = new DataTransfer()
    data.setData("text/html", html)
    const target = document.querySelector(".cke_editable")
    const options = {clipboardData: data, bubbles: true, cancelable: true}
    target.dispatchEvent(new ClipboardEvent("paste", options))
}"""
KEEP = """async (bytes) => {
    const data = new FormData()
    data.set("upload", new File([new Uint8Array(bytes)], "gauge.png", {type: "image/png"}))
    return (await desk.post("/desk/figures/", data)).body.url
}"""


@pytest.fixture
def editor(open_page, cast, sourced):
    page = open_page(f"/desk/entries/{sourced.pk}/", as_user=cast.reporter)
    text_of(page).wait_for()
    return page


def body_of(entry):
    return Entry.objects.get(pk=entry.pk).body


def forget(complaints, *words):
    """What the browser says about a failure the test made on purpose."""
    complaints[:] = [one for one in complaints if not any(word in one for word in words)]


def insert(page, html):
    page.evaluate("html => Object.values(CKEDITOR.instances)[0].insertHtml(html)", html)


def state_of(page):
    return page.locator("[data-save-state]")


def test_pasted_scripts_and_styles_do_nothing_and_leave_their_words(editor, entry):
    text_of(editor).click()
    editor.keyboard.press("Control+a")
    editor.evaluate(PASTE, SCRIPTS)
    saved(editor)
    assert editor.title() != "owned"
    assert body_of(entry) == "<p>Kept words</p>"


def test_a_paste_of_two_megabytes_is_refused_whole_and_stays_on_the_page(editor, entry, complaints):
    editor.get_by_label("Date", exact=True).fill("2017-07-23")
    insert(editor, f"<p>{'Word by word. ' * 150_000}</p>")
    problem = editor.locator("[data-problems]")
    expect(problem).to_contain_text("500,000 is the most one piece can hold.")
    entry.refresh_from_db()
    assert entry.event_date.isoformat() == "2017-07-23"
    assert entry.body == "<p>The first words.</p>"
    length = editor.evaluate("document.querySelector('.cke_editable').textContent.length")
    assert length > 2_000_000


def test_a_list_nested_three_thousand_deep_is_saved_shallow(editor, entry):
    deep = "<ul><li>" * 3000 + "bottom" + "</li></ul>" * 3000
    answer = editor.evaluate(
        """async ([deep]) => {
            const form = document.querySelector("[data-writing]")
            const data = new FormData(form)
            data.set("body", deep)
            return (await desk.post(form.action, data)).status
        }""",
        [deep],
    )
    assert answer == 200
    assert "bottom" in body_of(entry)
    assert body_of(entry).count("<li>") < 41
    editor.reload()
    expect(text_of(editor)).to_contain_text("bottom")


def test_a_picture_of_a_hundred_megabytes_is_refused_at_once(editor, entry, tmp_path):
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    write(editor, " And more.")
    editor.get_by_role("button", name="+ Figure").click()
    editor.get_by_label("Picture").set_input_files(path)
    editor.get_by_label("What it shows").fill("A bridge")
    editor.get_by_role("button", name="Put it into the text").click()
    expect(editor.locator("[data-figure-error]")).to_have_text(
        "This picture has 100 MB; 10 MB is the most. Make it smaller first. Your text is as it was."
    )
    editor.keyboard.press("Escape")
    saved(editor)
    assert body_of(entry) == "<p>The first words. And more.</p>"


def test_a_picture_that_is_larger_than_it_says_is_refused_by_the_server(sign_in, cast):
    huge = SimpleUploadedFile("huge.png", b"\x89PNG" + bytes(11 * 1024 * 1024), "image/png")
    answer = sign_in(cast.reporter).post("/desk/figures/", {"upload": huge})
    assert answer.status_code == 422
    assert answer.json()["message"].startswith("This file is larger than 10 MB.")


def test_a_pasted_picture_is_described_before_it_is_forgotten(editor, entry, tmp_path):
    path = tmp_path / "gauge.png"
    Image.new("RGB", (40, 30), "olive").save(path)
    stored = editor.evaluate(KEEP, list(path.read_bytes()))
    text_of(editor).click()
    insert(editor, f"<img src='{stored}'>")
    editor.get_by_role("button", name="Describe it").click()
    editor.get_by_label("What it shows").fill("A river gauge")
    editor.get_by_label("Caption").fill("The gauge")
    editor.get_by_label("Credit").fill("A friend")
    editor.get_by_role("button", name="Put it into the text").click()
    expect(editor.get_by_role("button", name="Describe it")).to_be_hidden()
    text_of(editor).locator("img").dblclick()
    expect(editor.get_by_label("Credit")).to_have_value("A friend")
    editor.keyboard.press("Escape")
    words = ['alt="A river gauge"', "<figcaption>The gauge · A friend</figcaption>"]
    wait_until(lambda: all(one in body_of(entry) for one in words))


def test_a_date_outside_the_period_is_saved_and_pointed_out(editor, entry):
    note = editor.get_by_text("The date lies outside")
    expect(note).to_be_hidden()
    editor.get_by_label("Date", exact=True).fill("2017-08-15")
    expect(note).to_be_visible()
    saved(editor)
    assert_accessible(editor)
    editor.get_by_label("Date", exact=True).fill("2017-07-22")
    expect(note).to_be_hidden()


def test_a_line_cut_after_the_server_saved_loses_nothing_and_alarms_nobody(
    editor, entry, complaints
):
    cut = []

    def saved_but_never_answered(route):
        if route.request.method == "POST" and not cut:
            cut.append(route.fetch())  # It reaches the server; the answer is lost.
            return route.abort()
        return route.continue_()

    editor.route("**/desk/entries/*/", saved_but_never_answered)
    write(editor, " Cut")
    expect(state_of(editor)).to_have_text("Offline: kept in this browser")
    assert body_of(entry) == "<p>The first words. Cut</p>"
    editor.keyboard.type(" in the middle.")
    saved(editor)
    expect(editor.locator("[data-clash]")).to_be_hidden()
    assert body_of(entry) == "<p>The first words. Cut in the middle.</p>"
    forget(complaints, "ERR_FAILED")


def test_a_tab_left_open_over_night_loses_nothing_when_it_wakes(
    editor, cast, entry, open_page, complaints
):
    """Signed out, overtaken by a colleague, and written in before it is looked at again."""
    cookies = editor.context.cookies()
    editor.context.clear_cookies()
    save_version(
        subject=entry,
        changes={"body": "<p>The first words. By a colleague.</p>"},
        seen_version=entry.version,
        author=cast.editor,
        at=NOON + timedelta(hours=12),
    )
    write(editor, " By me, next morning.")
    expect(state_of(editor)).to_have_text("Signed out: kept in this browser")
    editor.context.add_cookies(cookies)
    expect(state_of(editor)).to_have_text("Not saved: compare the two texts")
    assert body_of(entry) == "<p>The first words. By a colleague.</p>"
    editor.get_by_role("button", name="Compare the two texts").click()
    expect(editor.locator(".both-texts ins")).to_have_text(
        [re.compile("By a colleague."), re.compile("By me, next morning.")]
    )
    forget(complaints, "401", "403", "409")


def test_two_publishers_at_the_same_moment_make_one_edition(
    transactional_db, cast, sourced, settings
):
    issue = sourced.takeaway.issue
    client = Client()
    client.force_login(cast.publisher)
    for step in ["submit", "approve"]:
        client.post(f"/desk/issues/{issue.pk}/publish/{step}/", {"reason": "A test."})
    Issue.objects.filter(pk=issue.pk).exclude(status="approved").update(status="draft")
    issue.refresh_from_db()
    assert issue.status == "approved"

    def press(person):
        own = Client()
        own.force_login(person)
        try:
            return own.post(f"/desk/issues/{issue.pk}/publish/publish/").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert list(both.map(press, [cast.publisher, cast.operator])) == [302, 302]
    assert Edition.objects.filter(issue=issue).count() == 1
    assert Rendition.objects.count() == len(Rendition.Kind.values)
    assert not Issue.objects.get(pk=issue.pk).hold_reason
