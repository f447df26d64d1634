"""The tools of the other tests do what they promise."""

from __future__ import annotations

import smtplib

import pytest
from django.core import mail
from django.core.mail import send_mail

from bulletins.publications.models import Heartbeat
from ishm.celery import app
from tests.fixtures.browser import assert_accessible, assert_fits
from tests.fixtures.servers import wait_until


def test_each_member_of_the_cast_has_the_role_of_its_name(cast):
    roles = {
        name: [group.name for group in getattr(cast, name).groups.all()]
        for name in ("stranger", "reporter", "editor", "publisher", "operator")
    }
    assert roles == {
        "stranger": [],
        "reporter": ["reporter"],
        "editor": ["editor"],
        "publisher": ["publisher"],
        "operator": [],
    }


@pytest.mark.parametrize("time", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_the_roles_are_back_after_the_tables_were_emptied(cast, time):
    assert cast.publisher.has_perm("issues.publish_issue")


def test_mail_is_kept_in_memory_unless_a_server_is_asked_for():
    send_mail("Hello", "text", "from@example.org", ["to@example.org"])
    assert [message.subject for message in mail.outbox] == ["Hello"]


def test_the_mail_server_keeps_what_it_takes(smtp):
    send_mail("Hello", "text", "from@example.org", ["to@example.org"])
    assert [message["Subject"] for message in smtp.mails] == ["Hello"]
    assert smtp.recipients == ["to@example.org"]


def test_the_mail_server_refuses_as_it_is_told(smtp):
    smtp.refuse_recipients["to@example.org"] = "550 5.1.1 no such mailbox"
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send_mail("Hello", "text", "from@example.org", ["to@example.org"])
    assert smtp.mails == []


def test_a_worker_works_on_the_database_of_the_test(worker):
    app.send_task("ishm.celery.tick")
    wait_until(Heartbeat.objects.exists, what="the heartbeat of the tick")
    worker.stop()
    assert worker.process.returncode == 0


def test_a_page_opens_for_whoever_is_signed_in(open_page, cast):
    page = open_page("/admin/", as_user=cast.operator, width=360)
    assert page.title() == "Site administration | Django site admin"
    assert_fits(page)


def test_an_inaccessible_page_is_found_out(page):
    page.set_content("<!doctype html><html lang=en><title>x</title><main><h1>x</h1><img src=/x>")
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)


def test_a_page_that_is_too_wide_is_found_out(page):
    page.set_content("<!doctype html><div style='width: 3000px'>x</div>")
    with pytest.raises(AssertionError, match="in a 1280 px window"):
        assert_fits(page)


def test_a_complaint_of_the_browser_is_kept(page, complaints):
    page.set_content("<script>missing()</script>")
    assert complaints == ["missing is not defined"]
    complaints.clear()
