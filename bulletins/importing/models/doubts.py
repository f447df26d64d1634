"""What a reading may doubt, as an editor would say it."""

from __future__ import annotations

DOUBTS = {
    "year-missing": "No year anywhere",
    "year-from-elsewhere": "Year from the date or address of the post",
    "number": "Number that contradicts itself",
    "number-from-name": "Number from the address or file name",
    "title": "Title missing or odd",
    "headlines": "Headlines that cannot be told apart",
    "period-missing": "No period",
    "period-wrong": "Period that cannot be",
    "period-length": "Period of unusual length",
    "entry-date": "Date of an entry that cannot be",
    "entry-undated": "Entry without a day",
    "entry-date-loose": "Entry that names no single day",
    "entry-date-relative": "Day counted from the entry before",
    "entry-date-weekday": "Day named by its weekday",
    "entry-order": "Entry out of order",
    "entry-outside-period": "Entry outside the period",
    "incident-outside-period": "Incident outside the period",
    "incident-row": "Row of the table that can be read in more than one way",
    "picture": "Picture that is missing",
    "repeated": "Paragraph that stands twice",
    "empty-bullet": "Empty bullet",
    "placeholder": "Placeholder left in",
    "reading-links": "Reading list with odd links",
    "encoding": "Letters that had to be repaired",
    "pdf": "Read from a PDF",
    "flattened": "Text that had lost its paragraphs",
    "not-published": "Not published with its archive",
    "not-understood": "Paragraph that was not understood",
}
