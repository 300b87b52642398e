"""No data set may ask for the network; only a server on this machine may answer (the download tests)."""

import socket

import pytest

connect = socket.socket.connect


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(self, address, *args):
        if isinstance(address, tuple) and address[0] == "127.0.0.1":
            return connect(self, address, *args)
        raise AssertionError(f"a data set asked for the network: {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
