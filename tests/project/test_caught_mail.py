"""Where mail goes that no server was named for."""

from pathlib import Path

import dj_email_url

from ishm.embedded import email_url


def test_caught_mail_lies_under_the_data_folder(tmp_path):
    caught = dj_email_url.parse(email_url(tmp_path, catcher_port=0))
    assert Path(caught["EMAIL_FILE_PATH"]) == tmp_path / "mailbox"
