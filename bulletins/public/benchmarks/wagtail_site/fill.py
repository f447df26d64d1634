"""Writes the issue in ``content.json`` as one page: ``python fill.py content.json``."""

import json
import os
import sys
from datetime import date
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "site_settings"
django.setup()

from wagtail.models import Page, Site  # noqa: E402
from weekly.models import IssuePage  # noqa: E402


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def section(takeaway: dict) -> tuple[str, dict]:
    entries = [
        {
            "event_date": day(entry["event_date"]),
            "body": entry["html"],
            "sources": [
                {"outlet": each["outlet"], "title": each["title"], "url": each["url"]}
                for each in entry["sources"]
            ],
        }
        for entry in takeaway["entries"]
    ]
    facts = {"headline": takeaway["headline"], "summary": takeaway["summary_html"]}
    return "section", {**facts, "heading": takeaway["heading"], "entries": entries}


def row(incident: dict) -> tuple[str, dict]:
    names = ("deaths_low", "deaths_high", "injuries_low", "injuries_high")
    figures = {name: incident[name] for name in names}
    return "incident", {
        "event_date": day(incident["event_date"]), "location": incident["location"], **figures,
    }  # fmt: skip


content = json.loads(Path(sys.argv[1]).read_text())
blocks = [*map(section, content["takeaways"]), *map(row, content["incidents"])]
page = IssuePage(title=content["title"], slug="122", number=content["number"], body=blocks)
root = Page.get_first_root_node()
root.add_child(instance=page)
page.save_revision().publish()
Site.objects.all().delete()
Site.objects.create(hostname="localhost", root_page=page, is_default_site=True)
