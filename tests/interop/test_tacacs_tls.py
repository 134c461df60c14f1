"""TACACS+ within TLS 1.3 (RFC 9887): who the server has to be, and that there is no way back to plain."""

import ipaddress
import ssl

import pytest
from cryptography import x509

from certificates import Authority, pem
from clients import ssh, succeeded
from tacacs_server import AUTHENTICATION, Fault, TacacsServer, User

USERS = {"admin": User("admin-pass", 15)}
NAME = "aaa.example.com"

CONFIG = """\
aaa new-model
aaa authentication login default group tacacs+ local
aaa authorization exec default group tacacs+ local
username fallback privilege 15 password 0 fallback-pass
tacacs server SECURE
 address ipv4 127.0.0.1
 port {port}
 timeout 3
 key a-key-that-must-not-be-used
 tls ca-file flash:ca.pem
 tls certificate-file flash:router.pem
 tls key-file flash:router.key
 {more}
"""


LOOPBACK = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
DNS = x509.DNSName(NAME)


@pytest.fixture(scope="module")
def authority():
    return Authority("the right one")


@pytest.fixture
def start(start_router, authority, tmp_path):
    """Starts a server with such a certificate and a router that is told of it."""
    servers = []

    def run(*names, issuer=authority, days=(-1, 30), common_name="somebody", more="", context_change=None, router_issuer=authority,
            plain=False, **server_arguments):
        certificate, key = issuer.issue(*names, days=days, common_name=common_name)
        (tmp_path / "server.pem").write_bytes(certificate + key)
        (tmp_path / "ca.pem").write_bytes(pem(authority.certificate))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "server.pem")
        context.load_verify_locations(tmp_path / "ca.pem")
        context.verify_mode = ssl.CERT_REQUIRED
        if context_change:
            context_change(context)
        server = TacacsServer(USERS, key=b"a-key-that-must-not-be-used", tls=None if plain else context, **server_arguments)
        servers.append(server.__enter__())
        router = start_router(config=CONFIG.format(port=server.port, more=more))
        own, own_key = router_issuer.issue(x509.DNSName("router.example.com"))
        for name, text in (("ca.pem", pem(authority.certificate)), ("router.pem", own), ("router.key", own_key)):
            router.put(name, text)
        return server, router

    yield run
    for server in servers:
        server.stop()


def admin_comes_in(router):
    return ssh(router, "show privilege", user="admin", password="admin-pass").returncode == 0


def fallback_comes_in(router):
    return ssh(router, "show privilege", user="fallback", password="fallback-pass",
               options=["PreferredAuthentications=password"]).returncode == 0


def test_a_server_with_the_right_address_in_its_certificate_decides(start):
    server, router = start(LOOPBACK)
    assert "15" in succeeded(ssh(router, "show privilege", user="admin", password="admin-pass")).stdout
    assert not fallback_comes_in(router)
    assert server.requests(AUTHENTICATION) and not server.problems


def test_a_server_with_the_right_name_in_its_certificate_decides_and_is_asked_for_by_it(start):
    asked = []

    def remember(context):
        context.sni_callback = lambda _socket, name, _context: asked.append(name)

    _, router = start(DNS, more=f"tls server-name {NAME}", context_change=remember)
    assert admin_comes_in(router)
    assert set(asked) == {NAME}


def test_one_connection_within_tls_serves_all(start):
    server, router = start(LOOPBACK, more="single-connection")
    assert admin_comes_in(router) and admin_comes_in(router)
    assert server.connections == 1


ROGUE = Authority("another one")


def only_tls_1_2(context):
    context.maximum_version = ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize("names, arguments, why", [
    ((LOOPBACK,), {"issuer": ROGUE}, "certificate"),
    ((LOOPBACK,), {"days": (-10, -1)}, "expired"),
    ((LOOPBACK,), {"days": (1, 10)}, "not yet valid"),
    ((DNS,), {}, "mismatch"),
    ((), {"common_name": "127.0.0.1"}, "mismatch"),
    ((LOOPBACK,), {"context_change": only_tls_1_2}, "TLS"),
    ((LOOPBACK,), {"router_issuer": ROGUE}, ""),
], ids=["rogue", "expired", "not-yet-valid", "another-name", "common-name-only", "tls-1.2", "our-certificate-refused"])
def test_what_is_wrong_with_tls_is_an_error_and_nothing_is_said_in_plain(start, names, arguments, why):
    server, router = start(*names, **arguments)
    assert not admin_comes_in(router)
    assert fallback_comes_in(router)
    assert why in router.log()
    assert not server.seen


def test_a_server_without_tls_is_an_error_and_nothing_is_said_in_plain(start):
    server, router = start(LOOPBACK, plain=True)
    assert fallback_comes_in(router) and not admin_comes_in(router)
    assert not server.seen


def test_a_reply_without_the_flag_is_a_fail(start):
    _, router = start(LOOPBACK, fault=Fault.FLAGS)
    assert not fallback_comes_in(router)
    assert "obfuscates its reply within TLS" in router.log()


def test_a_file_that_is_missing_is_named(start):
    _, router = start(LOOPBACK, more="tls ca-file flash:elsewhere.pem")
    assert fallback_comes_in(router) and not admin_comes_in(router)
    assert "flash:elsewhere.pem" in router.log()
