"""The rich-text editor of the back office, in a browser under the site's real policy."""

import pytest
from django.urls import reverse

from tests.issues.factories import EntryFactory

pytestmark = pytest.mark.django_db(transaction=True)

# The panel of a dialog tries a "javascript:" address and an inline script, is refused both, and
# works all the same. The back office has no icon of its own.
HARMLESS = ("JavaScript URL violates", "inline script violates", "404 (Not Found)")


@pytest.fixture
def entry():
    return EntryFactory(body="<p>A market reopened in Ramadi.</p>")


def test_bold_link_and_list_are_written_and_saved(open_page, cast, entry, complaints):
    page = open_page(reverse("admin:issues_entry_change", args=[entry.pk]), as_user=cast.operator)
    page.wait_for_selector(".cke_wysiwyg_div")
    page.click(".cke_wysiwyg_div")
    page.keyboard.press("Control+A")
    page.click(".cke_button__bold")
    page.click(".cke_button__link")
    page.fill(".cke_dialog_ui_input_text input >> nth=1", "https://example.org/report")
    page.click(".cke_dialog_ui_button_ok")
    page.click(".cke_button__bulletedlist")
    page.click("input[name=_continue]")
    page.wait_for_selector(".success")
    entry.refresh_from_db()
    refused = [said for said in complaints if not any(known in said for known in HARMLESS)]
    complaints.clear()
    assert " ".join(entry.body.split()) == (
        '<ul> <li><a href="https://example.org/report"><strong>A market reopened in Ramadi.'
        "</strong></a></li> </ul>"
    )
    assert refused == []
