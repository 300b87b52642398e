"""A cell and a message from the page take turns: JupyterLab has messages of widgets handled on a thread of their own."""

from threading import Event, Thread, Timer

import pytest

from helpers import explorers


def test_a_setting_made_while_a_message_arrives_is_checked_all_the_same():
    explorer = explorers.ConvolutionExplorer()
    arrived, go_on = Event(), Event()

    def slowly(change):
        arrived.set()
        go_on.wait(5)

    explorer.observe(slowly, "stride")
    message = Thread(target=explorer.set_state, args=({"stride": 2},))
    message.start()
    assert arrived.wait(5)
    Timer(0.1, go_on.set).start()
    with pytest.raises(ValueError, match="99"):
        explorer.kernel_size = 99
    message.join()
    assert (explorer.kernel_size, explorer.stride) == (3, 2)
