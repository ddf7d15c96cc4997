"""Fixtures that every room may use."""

from collections.abc import Iterator

import pytest

from tests.brokers import Broker, mosquitto_path, without_mosquitto


@pytest.fixture
def broker() -> Iterator[Broker]:
    """A mosquitto of this test's own. Skips where it is not installed."""
    if mosquitto_path() is None:
        without_mosquitto()
    with Broker() as one:
        yield one
