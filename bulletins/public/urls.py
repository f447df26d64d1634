"""Addresses of the public site. None of them ever changes its meaning."""

from __future__ import annotations

from django.urls import path

from bulletins.public.views import archive, guide, home, issues, search

urlpatterns = [
    path("", home.home, name="home"),
    path("issues/<slug:slug>/", issues.issue, name="issue"),
    path("issues/<slug:slug>/editions/<int:number>/", issues.edition, name="edition"),
    path("issues/<slug:slug>/<str:name>", issues.issue_file, name="issue_file"),
    path(
        "issues/<slug:slug>/editions/<int:number>/<str:name>",
        issues.issue_file,
        name="edition_file",
    ),
    path("archive/", archive.archive, name="archive"),
    path("archive/<int:year>/", archive.archive, name="archive_year"),
    path("guide/", guide.guide, name="guide"),
    path("guide/<slug:slug>/", guide.term, name="term"),
    path("search/", search.search_page, name="search"),
]
