"""Addresses of the desk's other rooms: mailings, readers, comments, places, the Reference Guide."""

from __future__ import annotations

from django.urls import path

from bulletins.desk.views import (
    bans,
    comments,
    deliverability,
    incident_details,
    mailings,
    pins,
    places,
    reader_lists,
    readers,
    records,
    tables,
    terms,
)

urlpatterns = [
    path("comments/", comments.queue, name="comments"),
    path("comments/decide/", comments.decide, name="comment-decide"),
    path("comments/decide/found/", comments.decide_on_found, name="comment-decide-found"),
    path("comments/tasks/", comments.task_list, name="comment-tasks"),
    path("comments/tasks/<int:pk>/close/", comments.close_task, name="comment-task-close"),
    path("comments/bans/", bans.ban_list, name="comment-bans"),
    path("comments/bans/<int:pk>/lift/", bans.lift_ban, name="comment-ban-lift"),
    path(
        "comments/bans/networks/<int:pk>/lift/",
        bans.lift_network_ban,
        name="comment-network-ban-lift",
    ),
    path("comments/<int:pk>/edit/", comments.edit, name="comment-edit"),
    path("comments/<int:pk>/task/", comments.make_task, name="comment-task"),
    path("deliverability/", deliverability.overview, name="deliverability"),
    path("deliverability/look/", deliverability.look, name="deliverability-look"),
    path("deliverability/<int:pk>/", deliverability.result, name="deliverability-result"),
    path("deliverability/<int:pk>/mail/", deliverability.hand_in, name="deliverability-mail"),
    path("mailings/", mailings.mailing_list, name="mailings"),
    path("mailings/<int:pk>/", mailings.mailing_detail, name="mailing"),
    path("mailings/<int:pk>/progress/", mailings.mailing_progress, name="mailing-progress"),
    path("mailings/<int:pk>/<slug:name>/", mailings.mailing_step, name="mailing-step"),
    path("readers/", readers.reader_list, name="readers"),
    path("readers/import/", reader_lists.take_in, name="reader-import"),
    path("readers/export/", reader_lists.give_out, name="reader-export"),
    path("readers/barred/", reader_lists.bars, name="bars"),
    path("readers/barred/add/", reader_lists.bar, name="bar"),
    path("readers/barred/<int:pk>/lift/", reader_lists.lift, name="lift-bar"),
    path("readers/subscriptions/<int:pk>/end/", readers.end, name="end-subscription"),
    path("readers/<int:pk>/", readers.reader, name="reader"),
    path("readers/<int:pk>/data/", readers.hand_out, name="reader-data"),
    path("readers/<int:pk>/erase/", readers.erase, name="reader-erase"),
    path("places/", places.place_list, name="places"),
    path("places/new/", places.new_place, name="place-new"),
    path("places/<int:pk>/", places.place, name="place"),
    path("place/<int:pk>/history/", records.place_history, name="place-history"),
    path(
        "place/<int:pk>/history/<int:version>/restore/", records.restore_place, name="place-restore"
    ),
    path("term/<int:pk>/history/", records.term_history, name="term-history"),
    path("term/<int:pk>/history/<int:version>/restore/", records.restore_term, name="term-restore"),
    path("guide/", terms.term_list, name="terms"),
    path("guide/new/", terms.new_term, name="term-new"),
    path("guide/<int:pk>/", terms.term, name="term"),
    path("issues/<int:issue_id>/incidents/import/", tables.take_in, name="import-incidents"),
    path("incidents/<int:pk>/", incident_details.details, name="incident-details"),
    path("incidents/<int:pk>/pin/", pins.pin, name="pin"),
    path("incidents/<int:pk>/pin/follow/", pins.follow, name="pin-follow"),
    path("incidents/<int:pk>/pin/remember/", pins.remember, name="pin-remember"),
]
