import pytest

import router as routers


def pytest_configure(config):
    config.addinivalue_line("markers", "large: copies a gibibyte or waits for long; not under --fast, and not a second time with ASan")


@pytest.fixture(scope="session")
def workshop():
    assert routers.BINARY.exists(), f"{routers.BINARY} is not built: scripts/test builds it"
    shop = routers.Workshop()
    yield shop
    shop.remove()


@pytest.fixture(scope="module")
def router(workshop):
    """The router of the guide's local example, shared by the tests of a module: let each use names of its own."""
    with routers.Router(workshop) as running:
        yield running


@pytest.fixture
def start_router(workshop):
    """Starts routers that one test has to itself: start_router(config=..., options=...)."""
    started = []

    def start(**arguments):
        one = routers.Router(workshop, **arguments)
        started.append(one)
        one.start()
        return one

    yield start
    for one in started:
        one.stop()
