"""A mailbox in memory that speaks as much IMAP as is asked of it, in a thread of its own."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class ImapServer:
    """Folder → uid → message. `dies_at` is a command at which the connection breaks; `moves` is
    whether the server can move, as most can."""

    port: int = 0
    folders: dict[str, dict[int, bytes]] = field(default_factory=lambda: {"INBOX": {}})
    dies_at: str = ""
    moves: bool = True
    delimiter: str = "/"
    is_below_inbox: bool = False
    said: list[str] = field(default_factory=list)
    next_uid: int = 1

    @property
    def url(self) -> str:
        return f"imap://crm:s%40cret@127.0.0.1:{self.port}/INBOX"

    @property
    def inbox(self) -> dict[int, bytes]:
        return self.folders["INBOX"]

    def deliver(self, raw: bytes, folder: str = "INBOX") -> None:
        self.folders.setdefault(folder, {})[self.next_uid] = raw
        self.next_uid += 1


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.server_state: ImapServer = self.server.imap  # type: ignore[attr-defined]
        self.folder, self.doomed = "INBOX", set[int]()
        self._say("* OK ready")
        while line := self.rfile.readline().decode():
            tag, _, rest = line.strip().partition(" ")
            self.server_state.said.append(rest)
            if self.server_state.dies_at and rest.upper().startswith(self.server_state.dies_at):
                return
            verb, _, arguments = rest.partition(" ")
            if verb.upper() == "UID":
                verb, _, arguments = arguments.partition(" ")
                verb = f"UID_{verb}"
            refusal = getattr(self, f"_{verb.lower()}")(arguments)
            self._say(f"{tag} {refusal or 'OK done'}")
            if verb.upper() == "LOGOUT":
                return

    def _capability(self, _: str) -> None:
        self._say(f"* CAPABILITY IMAP4rev1{' MOVE' if self.server_state.moves else ''}")

    def _login(self, arguments: str) -> str:
        return "" if arguments == '"crm" "s@cret"' else "NO wrong password"

    def _list(self, _: str) -> None:
        for name in self.server_state.folders:
            self._say(f'* LIST (\\HasNoChildren) "{self.server_state.delimiter}" "{name}"')

    def _create(self, arguments: str) -> str:
        name = arguments.strip('"')
        if self.server_state.is_below_inbox and not name.startswith("INBOX"):
            return "NO folders are below INBOX"
        self.server_state.folders[name] = {}
        return ""

    def _select(self, arguments: str) -> None:
        self.folder = arguments.strip('"')
        self._say(f"* {len(self._messages)} EXISTS")

    def _uid_search(self, _: str) -> None:
        self._say(f"* SEARCH {' '.join(map(str, self._messages))}")

    def _uid_fetch(self, arguments: str) -> None:
        uid, _, asked = arguments.partition(" ")
        raw = self._messages.get(int(uid))
        if raw is not None:
            most = int(re.search(r"<0\.(\d+)>", asked)[1])
            part = raw[:most]
            self.wfile.write(f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(part)}}}\r\n".encode())
            self.wfile.write(part + b")\r\n")

    def _uid_move(self, arguments: str) -> None:
        self._uid_copy(arguments)
        self._messages.pop(int(arguments.split()[0]))

    def _uid_copy(self, arguments: str) -> None:
        uid, _, target = arguments.partition(" ")
        self.server_state.deliver(self._messages[int(uid)], target.strip('"'))

    def _uid_store(self, arguments: str) -> None:
        self.doomed |= {int(one) for one in arguments.split()[0].split(",")}

    def _expunge(self, _: str) -> None:
        for uid in self.doomed:
            self._messages.pop(uid, None)

    def _logout(self, _: str) -> None:
        self._say("* BYE")

    @property
    def _messages(self) -> dict[int, bytes]:
        return self.server_state.folders[self.folder]

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    # A connection that breaks in the middle is what some tests are about.
    handle_error = lambda *_: None  # noqa: E731


@contextmanager
def serving() -> Iterator[ImapServer]:
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.imap = ImapServer(server.server_address[1])  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.imap  # type: ignore[attr-defined]
        server.shutdown()
