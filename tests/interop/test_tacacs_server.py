"""Our TACACS+ server is one for others, too: Authen::TacacsPlus as its client."""

import pytest

from clients import need, run
from tacacs_server import TacacsServer, User

PROGRAM = """
use Authen::TacacsPlus;
my ($port, $key, $user, $password, $style) = @ARGV;
my $client = new Authen::TacacsPlus(Host => '127.0.0.1', Port => $port, Key => $key, Timeout => 5) or die Authen::TacacsPlus::errmsg();
print $client->authen($user, $password, $style eq 'pap' ? 2 : 1) ? "yes" : "no: " . Authen::TacacsPlus::errmsg();
"""


@pytest.fixture(scope="module")
def server():
    with TacacsServer({"admin": User("admin-pass")}, key=b"a key") as running:
        yield running


def ask(server, *, user="admin", password="admin-pass", key="a key", style="ascii"):
    need("perl")
    return run(["perl", "-e", PROGRAM, server.port, key, user, password, style], limit=30)


@pytest.mark.parametrize("style", ["ascii", "pap"])
def test_the_perl_client_logs_in_and_is_refused(server, style):
    assert ask(server, style=style).stdout == "yes"
    assert ask(server, style=style, password="wrong").stdout.startswith("no")
    assert ask(server, style=style, user="nobody").stdout.startswith("no")


def test_the_perl_client_notices_a_wrong_key(server):
    assert ask(server, key="another key").stdout != "yes"
