"""Addresses of the daily."""

from __future__ import annotations

from django.urls import path

from bulletins.tracker import views

urlpatterns = [
    path("", views.daily_list, name="dailies"),
    path("<int:year>/<int:month>/", views.daily_month, name="daily_month"),
    path("<int:year>/<int:month>/<int:day>/", views.daily_day, name="daily_day"),
    path("replies/stop/<str:token>/", views.stop_replies, name="stop_replies"),
    path("replies/change/<str:key>/", views.change_reply, name="change_reply"),
    path("comments/<int:comment_id>/report/", views.report, name="report_comment"),
    path("<slug:slug>/", views.daily_detail, name="daily"),
    path("<slug:slug>/daily.pdf", views.daily_pdf, name="daily_pdf"),
    path("<slug:slug>/reply/", views.reply, name="daily_reply"),
    path("<slug:slug>/reply/thanks/", views.thanks, name="daily_thanks"),
]
