"""An issue of the weekly as one would model it in Wagtail: a page with a StreamField."""

from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page


class SourceBlock(blocks.StructBlock):
    outlet = blocks.CharBlock(required=False)
    title = blocks.CharBlock(required=False)
    url = blocks.URLBlock(required=False)


class EntryBlock(blocks.StructBlock):
    event_date = blocks.DateBlock(required=False)
    body = blocks.RichTextBlock()
    sources = blocks.ListBlock(SourceBlock())


class SectionBlock(blocks.StructBlock):
    headline = blocks.CharBlock(required=False)
    summary = blocks.RichTextBlock(required=False)
    heading = blocks.CharBlock(required=False)
    entries = blocks.ListBlock(EntryBlock())


class IncidentBlock(blocks.StructBlock):
    event_date = blocks.DateBlock(required=False)
    location = blocks.CharBlock()
    deaths_low = blocks.IntegerBlock(required=False)
    deaths_high = blocks.IntegerBlock(required=False)
    injuries_low = blocks.IntegerBlock(required=False)
    injuries_high = blocks.IntegerBlock(required=False)


class IssuePage(Page):
    number = models.PositiveIntegerField(null=True)
    body = StreamField([("section", SectionBlock()), ("incident", IncidentBlock())])
