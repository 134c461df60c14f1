"""RADIUS within TLS (RFC 6614): FreeRADIUS decides, and there is no way back to plain."""

import concurrent.futures
import ipaddress

import pytest
from cryptography import x509

from certificates import Authority, pem
from clients import ssh, succeeded
from radius_server import FreeRadius

NAME = "aaa.example.com"
LOOPBACK = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
DNS = x509.DNSName(NAME)

CONFIG = """\
aaa new-model
aaa authentication login default group radius local
aaa authorization exec default group radius local
username fallback privilege 15 password 0 fallback-pass
radius-server key a-key-that-must-not-be-used
radius server SECURE
 address ipv4 127.0.0.1 auth-port {port} acct-port 1813
 timeout 3
 tls port {tls_port}
 tls ca-file flash:ca.pem
 tls certificate-file flash:router.pem
 tls key-file flash:router.key
 {more}
"""


@pytest.fixture(scope="module")
def authority():
    return Authority("the right one")


@pytest.fixture
def start(start_router, authority):
    """Starts FreeRADIUS with such a certificate and a router that is told of it."""
    servers = []

    def run(*names, issuer=authority, days=(-1, 30), common_name="somebody", more="", router_issuer=authority):
        certificate, key = issuer.issue(*names, days=days, common_name=common_name)
        server = FreeRadius(tls=(certificate, key, pem(authority.certificate)))
        servers.append(server.__enter__())
        router = start_router(config=CONFIG.format(port=server.port, tls_port=server.tls_port, more=more))
        own, own_key = router_issuer.issue(x509.DNSName("router.example.com"))
        for name, text in (("ca.pem", pem(authority.certificate)), ("router.pem", own), ("router.key", own_key)):
            router.put(name, text)
        return server, router

    yield run
    for server in servers:
        server.stop()


def log_in(router, user="admin", password="admin-pass"):
    return ssh(router, "show privilege", user=user, password=password, options=["PreferredAuthentications=password"])


def test_a_server_with_the_right_address_in_its_certificate_decides(start):
    server, router = start(LOOPBACK)
    assert "15" in succeeded(log_in(router)).stdout
    assert "level is 1\n" in succeeded(log_in(router, "operator", "operator-pass")).stdout
    assert log_in(router, "fallback", "fallback-pass").returncode != 0
    assert server.requests()[0]["User-Name"] == "admin"


def test_one_connection_serves_many_at_one_time(start):
    server, router = start(DNS, more=f"tls server-name {NAME}")
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: log_in(router), range(8)))
    assert all(one.returncode == 0 for one in done)
    shown = succeeded(ssh(router, "show aaa servers", user="admin", password="admin-pass")).stdout
    assert f"host 127.0.0.1, auth-port {server.tls_port}" in shown and "TLS" in shown
    assert "timeouts 0, failover 0, retransmission 0" in shown


def test_a_server_that_starts_anew_is_connected_to_again(start):
    server, router = start(LOOPBACK)
    succeeded(log_in(router))
    server.restart()
    succeeded(log_in(router))


ROGUE = Authority("another one")


@pytest.mark.parametrize("names, arguments, why", [
    ((LOOPBACK,), {"issuer": ROGUE}, "certificate"),
    ((LOOPBACK,), {"days": (-10, -1)}, "expired"),
    ((DNS,), {}, "mismatch"),
    ((LOOPBACK,), {"router_issuer": ROGUE}, ""),
    ((LOOPBACK,), {"more": "tls ca-file flash:elsewhere.pem"}, "flash:elsewhere.pem"),
], ids=["rogue", "expired", "another-name", "our-certificate-refused", "file-missing"])
def test_what_is_wrong_with_tls_is_an_error_and_nothing_is_said_in_plain(start, names, arguments, why):
    server, router = start(*names, **arguments)
    assert log_in(router).returncode != 0
    succeeded(log_in(router, "fallback", "fallback-pass"))
    assert why in router.log()
    assert server.requests() == []
