"""Every check, in the order they run: quick and certain ones first."""

from __future__ import annotations

from bulletins.preflight.checks import (
    acronyms,
    against_daily,
    dashes,
    dates_in_text,
    dates_of_entries,
    doubled_words,
    duplicates,
    figures_across,
    figures_last_week,
    figures_record,
    figures_takeaway,
    figures_totals,
    links,
    names_house,
    names_spelling,
    pairs,
    placeholders,
    reach,
    residue,
    sentence_starts,
    sources,
    spacing,
    spelling,
    structure,
    terms_dates,
    usage,
)
from bulletins.preflight.checks.base import Check

CHECKS: tuple[Check, ...] = (
    *structure.CHECKS,
    placeholders.CHECK,
    *residue.CHECKS,
    *dates_in_text.CHECKS,
    *dates_of_entries.CHECKS,
    figures_takeaway.CHECK,
    figures_record.CHECK,
    figures_totals.CHECK,
    figures_across.CHECK,
    figures_last_week.CHECK,
    names_spelling.CHECK,
    names_house.CHECK,
    terms_dates.CHECK,
    *acronyms.CHECKS,
    *spacing.CHECKS,
    doubled_words.CHECK,
    *pairs.CHECKS,
    dashes.CHECK,
    *sentence_starts.CHECKS,
    spelling.CHECK,
    usage.CHECK,
    *sources.CHECKS,
    *links.CHECKS,
    *duplicates.CHECKS,
    *against_daily.CHECKS,
    *reach.CHECKS,
)

BY_ID = {check.id: check for check in CHECKS}
