"""What was imported, and what was doubted then."""

from bulletins.importing.models.addresses import OldAddress, by_number, path_of
from bulletins.importing.models.archives import ArchiveImport
from bulletins.importing.models.documents import ImportedDocument
from bulletins.importing.models.doubts import DOUBTS
from bulletins.importing.models.pictures import FoundPictures, ImportedPicture

__all__ = [
    "DOUBTS",
    "ArchiveImport",
    "FoundPictures",
    "ImportedDocument",
    "ImportedPicture",
    "OldAddress",
    "by_number",
    "path_of",
]
