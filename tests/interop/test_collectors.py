"""Programs that collect configurations: Perl's Net::Appliance::Session, and Oxidized's session on Ruby's Net::SSH."""

import pytest

import clients
import router as routers
from clients import run, succeeded

CONFIG = ("hostname depot-1\nenable secret 0 up\nusername user1 privilege 15 password 0 lab\n"
          "username user2 privilege 1 password 0 lab\nplatform personality ios\nplatform model IOSv\n"
          "line vty 0 4\n login local\n")


@pytest.fixture(scope="module")
def router(workshop):
    with routers.Router(workshop, config=CONFIG) as running:
        yield running


def test_net_appliance_session_enables_configures_and_leaves(router, tmp_path):
    program = clients.HERE / "appliance.pl"
    done = succeeded(run(["perl", program, router.address, router.port, "user2", "lab", "up", tmp_path / "known"],
                         home=str(tmp_path)))
    assert "Cisco IOS Software, " in done.stdout and "Current privilege level is 15" in done.stdout, done.stdout
    assert "ip ssh time-out 77" in done.stdout, done.stdout


def test_oxidized_collects_a_configuration_without_its_three_first_lines(router):
    program = clients.HERE / "oxidized.rb"
    done = succeeded(run(["ruby", program, router.address, router.port, "user1", "lab"]))
    said = done.stdout.splitlines()
    assert said[0].startswith("depot-1 uptime is ") and said[1].startswith("% Invalid input"), said
    assert said[2].startswith("PID: IOSv") and said[3] == "!", said
    assert "hostname depot-1" in said and said[-2:] == ["end", "closed"], said
