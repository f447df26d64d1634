"""Pictures of past documents: brought in from the document itself, from the web when asked for."""

import base64
import io
import json
import socket
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from bulletins.desk.models import Figure
from bulletins.desk.services import old_pictures
from bulletins.importing import daily_services, publishing, readers, services
from bulletins.importing.archive import Archive
from bulletins.importing.interpreter.daily import read_daily
from bulletins.importing.interpreter.weekly import read_issue
from bulletins.importing.models import ImportedDocument, ImportedPicture
from bulletins.issues.models import Entry
from bulletins.publications.models import Publication
from bulletins.rendering import fetching
from bulletins.revisions.models import Revision
from bulletins.tracker.models import TrackerItem
from ishm import celery, tasks
from tests.importing.an_archive import archive, post
from tests.importing.test_readers import WORD, docx

pytestmark = pytest.mark.django_db

PATH = "/wp-content/uploads/2017/08/dam.jpg"
AWAY = f"http://old.example{PATH}"
PAGE = """<h1>ISHM: August 11 – 17, 2017</h1><p>Key Takeaways:</p>
<ul><li>Roads Mined Again – Crews cleared a road.</li></ul><h3>Roads Mined Again</h3>
<p>On August 12, crews cleared the road.</p><figure><img src="{src}" alt="{alt}">
<figcaption>The dam & its <a href="https://maps.example/">lake</a></figcaption></figure>
<p>On August 13, it rained.</p>"""


def a_picture(color="navy"):
    """As a camera writes it: with its own name inside."""
    file, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "A Camera"
    Image.new("RGB", (60, 40), color).save(file, format="JPEG", exif=exif)
    return file.getvalue()


def save(data, name="week.html", files=None):
    reading = read_issue(readers.read_bytes(data, name, files))
    facts = {"publication": Publication.objects.weekly(), "at": timezone.now()}
    services.save_issue(reading=reading, **facts)
    return ImportedDocument.objects.get()


def page(src=AWAY, alt="The dam, half full"):
    return PAGE.format(src=src, alt=alt).encode()


def body():
    return Entry.objects.get(event_date="2017-08-12").body


class Web(BaseHTTPRequestHandler):
    """A site of old, with what it has by path."""

    found: ClassVar[dict[str, bytes]] = {}

    def do_GET(self):
        content = self.found.get(self.path)
        self.send_response(404 if content is None else 200)
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *args):
        pass


@pytest.fixture
def web(monkeypatch):
    """A real server that the guarded fetcher reaches: its name leads to this machine, and this
    machine alone is let through."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    look_up = socket.getaddrinfo

    def here(host, *more, **facts):
        return look_up("127.0.0.1" if host == "old.example" else host, *more, **facts)

    monkeypatch.setattr(Web, "found", {PATH: a_picture()})
    monkeypatch.setattr(socket, "getaddrinfo", here)
    monkeypatch.setattr(fetching, "is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setitem(fetching.PORTS, "http", server.server_port)
    yield Web.found
    server.shutdown()
    server.server_close()


def in_word():
    """Word keeps a picture as a part of the package, and says where by a relationship."""
    drawing = (
        '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:r><w:drawing>'
        '<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<wp:docPr id="1" name="p" descr="The dam, half full"/>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData>'
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
        '<a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        'r:embed="p1"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r></w:p>"
    )
    plain = docx(*WORD)
    with zipfile.ZipFile(io.BytesIO(plain)) as package:
        document = package.read("word/document.xml").decode()
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="p1" Target="media/image1.jpeg" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/image"/></Relationships>'
    )
    extra = {
        "word/document.xml": document.replace("</w:body>", f"{drawing}</w:body>"),
        "word/_rels/document.xml.rels": relation,
        "word/media/image1.jpeg": a_picture(),
    }
    return docx(*WORD, extra=extra.items())


def packed(**files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in files.items():
            package.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file.getvalue()


def in_zip():
    return packed(week_dot_html=page("./week_files/dam.jpg"), week_files__dam_dot_jpg=a_picture())


def inline():
    return page(f"data:image/jpeg;base64,{base64.b64encode(a_picture()).decode()}")


@pytest.mark.parametrize(
    ("name", "make"), [("week.docx", in_word), ("week.zip", in_zip), ("week.html", inline)]
)
def test_a_picture_that_came_along_is_brought_in_by_itself(name, make):
    document = save(make(), name)
    assert [picture.state for picture in document.pictures.all()] == ["waiting"]
    assert "ishm.tasks.bring_in_pictures" in celery.DOORS
    tasks.bring_in_pictures()

    figure = Figure.objects.get()
    picture = document.pictures.get()
    assert (picture.state, picture.figure, picture.file.name) == ("here", figure.file.url, "")
    assert any(
        f'<img src="{figure.file.url}" alt="The dam, half full" width="60" height="40">' in body
        for body in Entry.objects.values_list("body", flat=True)
    )
    assert b"A Camera" in a_picture()
    assert b"A Camera" not in figure.file.read()
    document.refresh_from_db()
    assert "picture" not in [
        check for n, (check, _, _) in enumerate(document.doubts) if n not in document.settled
    ]


def test_the_folder_a_browser_saved_beside_a_page_is_looked_into(tmp_path):
    (tmp_path / "week.html").write_bytes(page("./week_files/dam.jpg"))
    (tmp_path / "week_files").mkdir()
    (tmp_path / "week_files" / "dam.jpg").write_bytes(a_picture())
    (tmp_path / "week_files" / "site.js").write_text("x()")
    document = readers.read_file(tmp_path / "week.html")
    assert list(document.files) == ["week_files/dam.jpg"]


def test_a_picture_on_the_web_waits_until_an_editor_asks(client, cast, web):
    document = save(page())
    client.force_login(cast.editor)
    tasks.bring_in_pictures()
    picture = document.pictures.get()
    assert (picture.state, Figure.objects.count()) == ("offered", 0)
    shown = client.get(f"/desk/import/{document.pk}/").content.decode()
    assert "old.example" in shown
    assert "Fetch it" in shown

    said = {"description": "A dam", "caption": picture.caption, "credit": "A. Reporter"}
    client.post(f"/desk/import/{document.pk}/pictures/{picture.pk}/", said)
    tasks.bring_in_pictures()
    address = Figure.objects.get().file.url
    assert body() == (
        "<p>On August 12, crews cleared the road.</p>"
        f'<figure><img src="{address}" alt="A dam" width="60" height="40">'
        '<figcaption>The dam &amp; its <a href="https://maps.example/">lake</a> '
        "Photo: A. Reporter</figcaption></figure>"
    )
    kept = Revision.objects.filter(object_id=Entry.objects.get(event_date="2017-08-12").pk).last()
    assert (kept.author, kept.origin) == (cast.editor, "import")


def test_what_the_file_of_a_picture_is_called_is_nobodys_words(web, cast):
    document = save(page(alt=""))
    assert "dam.jpg" not in body()
    assert str(document.pictures.get()) == "The dam & its lake"
    old_pictures.ask_for_all(document=document, by=cast.editor)
    tasks.bring_in_pictures()
    assert '<img src="/media/figures/' in body()
    assert body().count("The dam &amp; its") == 1


def test_a_changed_caption_stands_instead_of_the_old_one(web, cast):
    document = save(page())
    facts = {"description": "", "caption": "A dam <in> Anbar", "credit": ""}
    old_pictures.ask_for(picture=document.pictures.get(), facts=facts, by=cast.editor)
    tasks.bring_in_pictures()
    assert "<figcaption>A dam &lt;in&gt; Anbar</figcaption>" in body()


@pytest.mark.parametrize(
    ("there", "why"),
    [
        (None, "Not fetched: the server says 404 Not Found."),
        (b"<html>Gone</html>", "This is no JPEG, PNG, WebP or GIF, or it is damaged."),
    ],
)
def test_what_fails_is_said_and_can_be_asked_for_again(client, cast, web, there, why):
    if there is None:
        del web[PATH]
    else:
        web[PATH] = there
    document = save(page())
    before = body()
    client.force_login(cast.editor)
    client.post(f"/desk/import/{document.pk}/pictures/all/")
    tasks.bring_in_pictures()
    assert (document.pictures.get().state, body()) == ("failed", before)
    assert why in client.get(f"/desk/import/{document.pk}/pictures/").content.decode()

    web[PATH] = a_picture()
    client.post(f"/desk/import/{document.pk}/pictures/all/")
    tasks.bring_in_pictures()
    assert document.pictures.get().state == "here"


def test_a_picture_whose_words_were_taken_out_stands_at_the_end(web, cast):
    document = save(page())
    Entry.objects.filter(event_date="2017-08-12").update(body="<p>Written anew.</p>")
    old_pictures.ask_for_all(document=document, by=cast.editor)
    tasks.bring_in_pictures()
    assert body().startswith("<p>Written anew.</p><figure><img ")


def test_an_issue_that_is_published_is_left_as_readers_have_it(web, cast):
    document = save(page())
    services.publish_imported(issue=document.issue, at=timezone.now())
    before = body()
    old_pictures.ask_for_all(document=document, by=cast.editor)
    tasks.bring_in_pictures()
    picture = document.pictures.get()
    assert (picture.state, body()) == ("failed", before)
    assert "publish a correction" in picture.error


def test_a_server_of_this_network_is_never_asked(web, monkeypatch, cast):
    monkeypatch.undo()
    monkeypatch.setattr(socket, "create_connection", lambda *_: pytest.fail("asked"))
    document = save(page(src="http://127.0.0.1/dam.jpg"))
    old_pictures.ask_for_all(document=document, by=cast.editor)
    tasks.bring_in_pictures()
    assert document.pictures.get().error == "Not fetched: it leads into a private network."


def test_a_picture_with_an_arabic_name_is_fetched(web, cast):
    web["/%D8%B3%D8%AF%20%D8%A7.jpg"] = a_picture()
    document = save(page(src="http://old.example/سد ا.jpg"))
    old_pictures.ask_for_all(document=document, by=cast.editor)
    tasks.bring_in_pictures()
    assert document.pictures.get().state == "here"


def test_edition_1_of_an_archive_that_is_published_waits_for_its_pictures(tmp_path):
    content = PAGE.format(src=AWAY, alt="A dam").partition("</h1>")[2]
    path = tmp_path / "old.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("export.xml", archive(post("ISHM: August 11 – 17, 2017", content)))
        package.writestr("wp-content/uploads/2017/08/dam.jpg", a_picture())
    weekly, daily = Publication.objects.weekly(), Publication.objects.daily()
    reader = Archive(weekly=weekly, daily=daily, at=timezone.now(), is_published=True)
    reader.read(path, lambda _end: None)
    document = ImportedDocument.objects.get()
    assert document.issue.status == "draft"

    tasks.bring_in_pictures()
    document.refresh_from_db()
    edition = document.issue.editions.get()
    assert (document.issue.status, document.publish_at) == ("published", None)
    assert edition.published_at == document.written_at
    assert "<img src=" in json.dumps(edition.content)


def test_a_picture_that_cannot_come_holds_nothing_for_good():
    document = save(page(src="dam.jpg"), "week.html", {"dam.jpg": b"no picture"})
    assert publishing.publish_once_complete(document=document, at=timezone.now()) is False
    tasks.bring_in_pictures()
    document.issue.refresh_from_db()
    assert document.pictures.get().state == "failed"
    assert document.issue.status == "published"


def test_a_worker_that_died_over_a_picture_lets_go_of_it(web):
    document = save(page())
    long_ago = timezone.now() - old_pictures.STRANDED_AFTER * 2
    document.pictures.update(state="coming", claimed_at=long_ago)
    tasks.bring_in_pictures()
    assert document.pictures.get().state == "here"


def test_dailies_have_pictures_too(web, cast):
    text = f'<p>IRAQ TRACKER 9 JUL: Rain</p><p>It rained.</p><img src="{AWAY}" alt="Rain">'
    reading = read_daily(readers.read_bytes(text.encode(), "x.html"), year=2014)
    daily = Publication.objects.daily()
    daily_services.save_daily(reading=reading, publication=daily, at=timezone.now())
    old_pictures.ask_for_all(document=ImportedDocument.objects.get(), by=cast.editor)
    tasks.bring_in_pictures()
    assert '<img src="/media/figures/' in TrackerItem.objects.get().body


def test_an_archive_packed_with_its_uploads_brings_its_pictures(tmp_path):
    """The page shows a smaller copy; what is brought in is the picture it was made of."""
    small = AWAY.replace("dam.jpg", "dam-30x20.jpg")
    content = PAGE.format(src=small, alt="A dam").partition("</h1>")[2]
    export = archive(post("ISHM: August 11 – 17, 2017", content))
    path = tmp_path / "old.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("export.xml", export)
        package.writestr("wp-content/uploads/2017/08/dam.jpg", a_picture())
    weekly, daily = Publication.objects.weekly(), Publication.objects.daily()
    ends = []
    Archive(weekly=weekly, daily=daily, at=timezone.now()).read(path, ends.append)
    tasks.bring_in_pictures()
    assert ends[-1] == len(export.encode())
    assert ImportedPicture.objects.get().state == "here"
    assert 'width="60"' in body()


def test_a_reporter_brings_nothing_in(client, cast):
    document = save(page())
    client.force_login(cast.reporter)
    picture = document.pictures.get()
    for path in ("all/", f"{picture.pk}/"):
        assert client.post(f"/desk/import/{document.pk}/pictures/{path}").status_code == 403
    picture.refresh_from_db()
    assert picture.state == "offered"


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"a_dot_html": b"<p>a", "b_dot_html": b"<p>b"}, "holds 2 pages"),
        ({"week_dot_html": page(), "bomb_dot_jpg": b"0" * 70_000_000}, "too large when unpacked"),
    ],
)
def test_a_zip_file_that_is_no_saved_page_says_why(files, why):
    with pytest.raises(readers.UnreadableFile, match=why):
        readers.read_bytes(packed(**files), "x.zip")


def test_an_upload_with_its_pictures_goes_through_the_desk(client, cast):
    client.force_login(cast.editor)
    client.post("/desk/import/", {"file": SimpleUploadedFile("week.zip", in_zip())})
    tasks.bring_in_pictures()
    document = ImportedDocument.objects.get()
    answer = client.get(f"/desk/import/{document.pk}/").content.decode()
    assert f'<img src="{document.pictures.get().figure}"' in answer
