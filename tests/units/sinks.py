"""Real servers of a few lines that the channels talk to: one takes mail, one takes posts; both remember."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any


class MailSink(ThreadingTCPServer):
    """`mails` are what it took; `refusal` is its answer to the next recipients, e.g. "550 no such user"."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Smtp)
        self.mails: list[EmailMessage] = []
        self.refusal = ""
        self.hangs_up = False  # after the whole mail came, without a word

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Smtp(StreamRequestHandler):
    server: MailSink

    def handle(self) -> None:
        self.say("220 sink")
        while word := self.rfile.readline().strip():
            verb = word[:4].upper()
            if verb == b"RCPT" and self.server.refusal:
                self.say(self.server.refusal)
            elif verb == b"DATA":
                self.say("354 go on")
                if not self.take():
                    return
            else:
                self.say("221 bye" if verb == b"QUIT" else "250 ok")

    def take(self) -> bool:
        lines = list(iter(self.rfile.readline, b".\r\n"))
        self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))  # type: ignore[arg-type]
        if not self.server.hangs_up:
            self.say("250 taken")
        return not self.server.hangs_up

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class ChatSink(ThreadingHTTPServer):
    """`posts` are headers and body of what came; `status` and `answer` are what it says."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Chat)
        self.posts: list[tuple[dict[str, str], bytes]] = []
        self.status, self.answer = 200, '{"errcode": 0}'

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/robot?key=k"

    @property
    def contents(self) -> list[str]:
        return [json.loads(body)["text"]["content"] for _, body in self.posts]


class _Chat(BaseHTTPRequestHandler):
    server: ChatSink

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append((dict(self.headers), body))
        self.send_response(self.server.status)
        if 300 <= self.server.status < 400:
            self.send_header("Location", self.server.url)
        self.end_headers()
        self.wfile.write(self.server.answer.encode())

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@contextmanager
def serving(server: Any) -> Iterator[Any]:
    with server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()
