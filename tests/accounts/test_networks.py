"""Which network a request came from, without keeping its address."""

import pytest

from bulletins.accounts.networks import network_key, network_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("192.0.2.1", "192.0.2.254"),
        ("2001:db8::1", "2001:db8::ffff:1"),
        ("::ffff:192.0.2.1", "192.0.2.9"),
    ],
)
def test_one_network_is_one_sender(one, other):
    assert network_key(one) == network_key(other)


def test_another_network_is_another_sender():
    keys = {network_key(address) for address in ("192.0.2.1", "192.0.3.1", "2001:db8:0:1::1")}
    assert len(keys) == 3


def test_no_address_has_no_key():
    assert network_key("") == network_key("unix:") == ""


def test_the_key_depends_on_the_secret(settings):
    before = network_key("192.0.2.1")
    settings.SECRET_KEY = "another"
    assert network_key("192.0.2.1") != before


@pytest.mark.parametrize(
    ("behind_proxy", "counted"), [(False, "198.51.100.1"), (True, "192.0.2.7")]
)
def test_what_a_client_claims_is_not_believed(rf, settings, behind_proxy, counted):
    settings.BEHIND_PROXY = behind_proxy
    request = rf.get(
        "/", REMOTE_ADDR="198.51.100.1", headers={"X-Forwarded-For": "203.0.113.5, 192.0.2.7"}
    )
    assert network_of(request) == network_key(counted)
