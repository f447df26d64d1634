"""Search: one interface over PostgreSQL's full text and SQLite's FTS5.

Words are folded and stemmed here, not in the database, so that both find the same.
"""

from __future__ import annotations

from bulletins.public.search.finding import Filters, Hit, Order, Results, search

__all__ = ["Filters", "Hit", "Order", "Results", "search"]
