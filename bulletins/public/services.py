"""Keeping the index in step with what is published."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from bulletins.guide import glossary
from bulletins.guide.glossary import Finder, FrozenTerm
from bulletins.guide.models import Term
from bulletins.issues.models import Edition, Issue
from bulletins.public import items, pages
from bulletins.public.models import PublishedItem, Word
from bulletins.public.search import suggestions
from bulletins.tracker.models import DailyEdition, DailyUpdate

Mention = PublishedItem.mentions.through
BATCH = 500


def index_published() -> int:
    """Bring the index up to date with editions, dailies and terms. Returns what was indexed anew.

    Safe at any time and as often as wanted: only what changed is touched.
    """
    _drop_unpublished()
    done = [_index_term(term) for term in _changed_terms()]
    done += [_index_edition(edition) for edition in _new_editions()]
    done += [_index_daily(edition) for edition in _new_dailies()]
    return len(done)


def write_pages() -> int:
    """Where a front serves pages by itself, bring its files up to date; how many were written."""
    return pages.write(settings.PAGES_DIR) if settings.PAGES_AS_FILES else 0


@transaction.atomic
def rebuild_index() -> int:
    """Make the whole index again. Returns how many editions, dailies and terms it holds."""
    PublishedItem.objects.all().delete()
    Word.objects.all().delete()
    return index_published()


def _drop_unpublished() -> None:
    """Withdrawn issues and dailies leave the index."""
    gone = Q(issue__isnull=False) & ~Q(issue__status=Issue.Status.PUBLISHED)
    gone |= Q(daily__isnull=False) & ~Q(daily__status=DailyUpdate.Status.PUBLISHED)
    PublishedItem.objects.filter(gone).delete()


def _new_editions() -> list[Edition]:
    """Editions that stand and that the index does not show yet: it leads to no page undrawn."""
    shown = PublishedItem.objects.filter(edition__isnull=False).values("edition")
    return list(Edition.objects.standing().exclude(pk__in=shown).select_related("issue"))


def _new_dailies() -> list[DailyEdition]:
    """The same of dailies."""
    shown = F("sha256")
    editions = DailyEdition.objects.standing().exclude(update__published_items__stamp=shown)
    return list(editions.select_related("update"))


def _changed_terms() -> list[Term]:
    stamps = dict(
        PublishedItem.objects.filter(term__isnull=False).values_list("subject_id", "stamp")
    )
    terms = Term.objects.with_variants()
    return [term for term in terms if stamps.get(term.pk) != items.stamp_of(term)]


@transaction.atomic
def _index_edition(edition: Edition) -> None:
    # Two beats at once: the second waits here, and then finds the work done.
    issue = Issue.objects.select_for_update().get(pk=edition.issue_id)
    if issue.items.filter(edition=edition).exists():
        return
    issue.items.all().delete()
    _store(items.of_edition(edition))


@transaction.atomic
def _index_daily(edition: DailyEdition) -> None:
    daily = DailyUpdate.objects.select_for_update().get(pk=edition.update_id)
    daily.published_items.all().delete()
    _store([items.of_daily(edition)])


@transaction.atomic
def _index_term(term: Term) -> None:
    """The term's own item, and its mentions in everything that was published before it."""
    PublishedItem.objects.filter(term=term).delete()
    PublishedItem.objects.bulk_create([items.of_term(term)])
    suggestions.learn([term.name, *(name.text for name in term.variants.all())])
    Mention.objects.filter(term=term).delete()
    texts = PublishedItem.objects.exclude(kind=PublishedItem.Kind.TERM)
    _note_mentions(texts.only("text").iterator(), [glossary.names_of(term)])


def _store(new: list[PublishedItem]) -> None:
    PublishedItem.objects.bulk_create(new, batch_size=BATCH)
    _note_mentions(new, glossary.every_name())
    suggestions.learn(f"{item.heading} {item.text}" for item in new)


def _note_mentions(texts: Iterable[PublishedItem], terms: list[FrozenTerm]) -> None:
    """Remember which item speaks of which term."""
    finder = Finder(terms)
    ids = dict(Term.objects.values_list("slug", "pk"))
    mentions = [
        Mention(publisheditem_id=item.pk, term_id=ids[slug])
        for item in texts
        for slug in sorted({term["slug"] for _, _, term in finder.find(item.text)})
    ]
    Mention.objects.bulk_create(mentions, batch_size=BATCH)
