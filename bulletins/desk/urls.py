"""Addresses of the desk, below /desk/."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from bulletins.desk.views import (
    beside,
    board,
    dailies,
    importing,
    past,
    previewing,
    publishing,
    reading,
    sheet,
    writing,
)

app_name = "desk"
urlpatterns = [
    path("", board.home, name="home"),
    path("sign-out/", LogoutView.as_view(next_page="account_login"), name="sign-out"),
    path("issues/start/", board.start, name="start"),
    path("issues/<int:issue_id>/", board.issue_board, name="issue"),
    path("issues/<int:issue_id>/side/", board.side, name="side"),
    path("issues/<int:issue_id>/facts/", board.facts, name="issue-facts"),
    path("issues/<int:issue_id>/incidents/", sheet.incidents, name="incidents"),
    path("issues/<int:issue_id>/incidents/rows/", sheet.save_row, name="save-row"),
    path(
        "issues/<int:issue_id>/incidents/rows/<int:incident_id>/remove/",
        sheet.remove_row,
        name="remove-row",
    ),
    path("issues/<int:issue_id>/publish/", publishing.publish, name="publish"),
    path("issues/<int:issue_id>/publish/progress/", publishing.progress, name="progress"),
    path("issues/<int:issue_id>/publish/read/", publishing.read_again, name="read-again"),
    path("issues/<int:issue_id>/publish/<slug:name>/", publishing.step, name="step"),
    path("issues/<int:issue_id>/preview/<slug:kind>/", previewing.preview, name="preview"),
    path("issues/<int:issue_id>/preview/<slug:kind>/ask/", previewing.ask, name="ask-preview"),
    path(
        "issues/<int:issue_id>/preview/<slug:kind>/state/", previewing.state, name="preview-state"
    ),
    path("previews/<int:preview_id>/", previewing.preview_file, name="preview-file"),
    path("issues/<int:issue_id>/takeaways/", board.add_takeaway, name="add-takeaway"),
    path("entries/", board.add_entry, name="add-entry"),
    path("entries/move/", board.move_entry, name="move-entry"),
    path("takeaways/move/", board.move_takeaway, name="move-takeaway"),
    path("entries/<int:pk>/", writing.write, {"kind": "entry"}, name="entry"),
    path("entries/<int:pk>/both/", writing.conflict, {"kind": "entry"}, name="entry-conflict"),
    path("takeaways/<int:pk>/", writing.write, {"kind": "takeaway"}, name="takeaway"),
    path(
        "takeaways/<int:pk>/both/",
        writing.conflict,
        {"kind": "takeaway"},
        name="takeaway-conflict",
    ),
    path("takeaways/<int:pk>/support/", writing.support, name="support"),
    path("entries/<int:pk>/compared/", dailies.settle_drift, name="settle-drift"),
    path("dailies/", dailies.dailies, name="dailies"),
    path("dailies/items/<int:item_id>/promote/", dailies.promote, name="promote"),
    path("figures/", beside.add_figure, name="add-figure"),
    path("remarks/<int:remark_id>/", beside.settle_remark, name="settle-remark"),
    path("bin/", past.bin_list, name="bin"),
    path("import/", importing.hand_in, name="import"),
    path("import/<int:pk>/", importing.compare, name="import-review"),
    path("import/<int:pk>/accept/", importing.accept, name="import-accept"),
    path("import/<int:pk>/discard/", importing.discard, name="import-discard"),
    path("import/<int:pk>/doubts/<int:number>/", importing.settle, name="import-settle"),
    path("import/<int:pk>/<slug:kind>/<int:key>/", importing.put_right, name="import-put-right"),
    path("bin/<int:binned_id>/", past.take_from_bin, name="take-back"),
    path("<slug:kind>/<int:pk>/here/", beside.be_here, name="presence"),
    path("<slug:kind>/<int:pk>/reading/", reading.reading, name="reading"),
    path("<slug:kind>/<int:pk>/set-aside/", reading.set_aside, name="set-aside"),
    path("<slug:kind>/<int:pk>/remarks/", beside.add_remark, name="add-remark"),
    path("<slug:kind>/<int:pk>/assign/", beside.assign, name="assign"),
    path("<slug:kind>/<int:pk>/bin/", past.bin_subject, name="throw-away"),
    path("<slug:kind>/<int:pk>/history/", past.history, name="history"),
    path(
        "<slug:kind>/<int:pk>/history/<int:version>/restore/", past.restore_version, name="restore"
    ),
]
