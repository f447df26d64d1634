"""The printed issue for tests: drawn, and its tags in reading order."""

import pikepdf

from bulletins.issues import documents
from tests.issues.content import edition


def draw(**changes):
    return documents.draw(edition(**changes), "pdf")


def structure(opened):
    """The tag tree, in reading order: name and depth-first children."""

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for child in node:
                yield from walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield node
            if "/K" in node:
                yield from walk(node.K)

    return list(walk(opened.Root.StructTreeRoot.K))
