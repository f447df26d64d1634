"""Addresses of the public site. None of them ever changes its meaning."""

from __future__ import annotations

from django.contrib.sitemaps.views import sitemap
from django.urls import path, re_path
from django.views.decorators.gzip import gzip_page

from bulletins.public import feeds
from bulletins.public.api import views as api
from bulletins.public.sitemaps import SITEMAPS
from bulletins.public.views import (
    account,
    archive,
    discovery,
    guide,
    home,
    issues,
    search,
    storylines,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("accounts/you/", account.your_account, name="your_account"),
    path("accounts/you/erase/", account.erase_account, name="erase_account"),
    path("accounts/by/<slug:service>/", account.sign_in_by, name="sign_in_by"),
    path("issues/<slug:slug>/", issues.issue, name="issue"),
    path("issues/<slug:slug>/editions/<int:number>/", issues.edition, name="edition"),
    path("issues/<slug:slug>/whole.html", issues.issue_whole, name="issue_whole"),
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
    path("storylines/", storylines.storylines, name="storylines"),
    path("storylines/<slug:slug>/", storylines.storyline, name="storyline"),
    path("search/", search.search_page, name="search"),
    path("about/", discovery.about, name="about"),
    path("about/data/", discovery.about_data, name="about_data"),
    path("feeds/<slug:name>.<slug:form>", feeds.feed, name="feed"),
    path("sitemap.xml", gzip_page(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("sw.js", discovery.service_worker, name="service_worker"),
    path("offline/", discovery.offline_page, name="offline"),
    path("robots.txt", discovery.robots, name="robots"),
    path("api/v1/", api.index, name="api"),
    path("api/v1/openapi.json", api.openapi, name="api_document"),
    path("api/v1/issues/", api.issues, name="api_issues"),
    path("api/v1/issues/<slug:slug>/", api.issue, name="api_issue"),
    path("api/v1/entries/", api.entries, name="api_entries"),
    path("api/v1/incidents/", api.incidents, name="api_incidents"),
    path("api/v1/incidents.csv", api.incidents_csv, name="api_incidents_csv"),
    path("api/v1/incidents.geojson", api.incidents_geojson, name="api_incidents_geojson"),
    path("api/v1/terms/", api.terms, name="api_terms"),
    path("api/v1/terms/<slug:slug>/", api.term, name="api_term"),
    path("api/v1/dailies/", api.dailies, name="api_dailies"),
    re_path(r"^api/(?P<rest>(?s:.)*)", api.nothing),
]
