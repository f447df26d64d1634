"""What moved between two pictures is framed; what did not is left alone."""

from PIL import Image, ImageDraw

from bulletins.rendering.comparing import MARK, changes, marked


def page(*boxes, size=(200, 300)):
    picture = Image.new("RGB", size, "white")
    for box in boxes:
        ImageDraw.Draw(picture).rectangle(box, fill="black")
    return picture


def test_the_same_picture_has_no_changes():
    assert changes(page((10, 10, 50, 20)), page((10, 10, 50, 20))) == []


def test_a_faint_difference_is_no_change():
    faint = page()
    faint.putpixel((5, 5), (240, 240, 240))
    assert changes(page(), faint) == []


def test_each_changed_place_has_one_frame():
    now = page((10, 10, 50, 20), (60, 200, 90, 230))
    assert changes(page(), now) == [(10, 10, 51, 21), (60, 200, 91, 231)]


def test_a_longer_page_differs_where_it_is_longer():
    assert changes(page(), page((0, 280, 9, 349), size=(200, 350))) == [(0, 280, 10, 350)]


def test_a_frame_is_drawn_around_the_change():
    now = marked(page(), [(50, 60, 90, 80)])
    assert now.getpixel((47, 57)) == MARK
    assert now.getpixel((60, 70)) == (255, 255, 255)
