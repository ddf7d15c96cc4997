"""The first row of every screen: what a screen was shown with an answer is put right as soon as it is over."""

from edge.shell.loop.daemon import STATE_MS
from edge.shell.loop.inbox import DeviceDown, DeviceUp
from tests.shell.test_loop import parts, store  # noqa: F401 - fixtures
from tests.shell.test_loop_refused import loop  # noqa: F401 - a fixture


def down_shown(loop):  # noqa: F811
    return loop.server.views[-1].state.devices_down


def test_what_was_shown_with_an_answer_is_put_right_when_it_is_over(loop):  # noqa: F811
    for device in ("gun1", "reader"):
        loop.inbox.put(DeviceUp(device, "there"))
    loop.hello()
    loop.turn()  # the state is told, and for a while not again but with answers
    assert down_shown(loop) == 0
    loop.inbox.put(DeviceDown("reader", "gone"))
    loop.scan()
    loop.turn(1)
    assert down_shown(loop) == 1, "the answer came with the state of its moment"
    loop.inbox.put(DeviceUp("reader", "back"))
    loop.turn(1)
    loop.turn(STATE_MS)
    assert down_shown(loop) == 0


def test_a_screen_of_another_station_is_not_shown_again_with_every_answer(loop):  # noqa: F811
    loop.hello(client=2, station="DOCK-2")
    loop.hello()
    loop.turn(2 * STATE_MS)
    loop.turn(2 * STATE_MS)
    shown = len([view for view in loop.server.views if view.station == "DOCK-2"])
    for _ in range(5):
        loop.scan("B-NONE")
        loop.turn(10)
    assert len([view for view in loop.server.views if view.station == "DOCK-2"]) == shown


def test_what_a_screen_was_shown_as_it_came_is_put_right_when_it_is_over(loop):  # noqa: F811
    for device in ("gun1", "reader"):
        loop.inbox.put(DeviceUp(device, "there"))
    loop.hello()
    loop.turn()
    loop.inbox.put(DeviceDown("reader", "gone"))
    loop.hello(client=2, station="DOCK-2")
    loop.turn(1)
    assert down_shown(loop) == 1, "it came in the moment of the fault"
    loop.inbox.put(DeviceUp("reader", "back"))
    loop.turn(1)
    loop.turn(STATE_MS)
    assert {view.station: view.state.devices_down for view in loop.server.views} == {"DOCK-1": 0, "DOCK-2": 0}


def test_a_box_without_a_central_says_that_it_is_local(loop):  # noqa: F811
    loop.hello()
    loop.turn()
    assert loop.server.views[-1].state.local
