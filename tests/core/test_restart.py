"""What a session becomes when the process has ended under it."""

from edge.core.access import restarted
from edge.core.session import AwaitPin, Menu, Session


def test_a_pin_check_that_was_under_way_is_asked_again():
    session = Session("D1", step=AwaitPin("op-1", checking=True))
    assert restarted(session).step == AwaitPin("op-1")


def test_every_other_step_goes_on_as_it_was():
    session = Session("D1", operator="op-1", step=Menu(), turn=7)
    assert restarted(session) is session
