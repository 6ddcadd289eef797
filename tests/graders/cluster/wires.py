"""Wires between the processes of a cluster that can be cut: a small TCP proxy for each direction."""

import contextlib
import select
import socket
import threading


class Wires:
    """Proxies that are cut and mended together; a context manager.

    While they are cut no byte passes and no connection is closed, as if a cable had been pulled: whoever sends
    something waits. What was sent meanwhile arrives once they are mended.
    """

    def __init__(self) -> None:
        self._whole = threading.Event()
        self._whole.set()
        self._ended = threading.Event()
        self._sockets: list[socket.socket] = []
        self.bytes = 0

    def lay(self, target: int) -> int:
        """Lay a wire to a port; give the port of its other end."""
        listener = socket.create_server(("127.0.0.1", 0))
        self._sockets.append(listener)
        threading.Thread(target=self._listen, args=(listener, target), daemon=True).start()
        return listener.getsockname()[1]

    def cut(self) -> None:
        """Let nothing pass."""
        self._whole.clear()

    def mend(self) -> None:
        """Let everything pass again."""
        self._whole.set()

    def __enter__(self) -> "Wires":
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._whole.set()
        for end in self._sockets:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _listen(self, listener: socket.socket, target: int) -> None:
        """Take connections until the end."""
        while not self._ended.is_set():
            try:
                near = listener.accept()[0]
            except OSError:
                return
            self._sockets.append(near)
            threading.Thread(target=self._carry, args=(near, target), daemon=True).start()

    def _carry(self, near: socket.socket, target: int) -> None:
        """Carry what comes on either side to the other, as long as the wire is whole."""
        self._whole.wait()
        try:
            far = socket.create_connection(("127.0.0.1", target), 5)
        except OSError:
            near.close()
            return
        self._sockets.append(far)
        with contextlib.suppress(OSError, ValueError), near, far:  # closed by one side, or in the end
            while not self._ended.is_set():
                for source in select.select([near, far], [], [])[0]:
                    self._whole.wait()
                    data = source.recv(65_536)
                    if not data:
                        return
                    (far if source is near else near).sendall(data)
                    self.bytes += len(data)
