"""A small client that keeps its connection and cookies, and times what it asks for."""

import gzip
import json
import re
import time
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode


class Browser:
    """One signed-in person, or nobody."""

    def __init__(self, port: int, *, token: str = "", takes_gzip: bool = False) -> None:
        self._token = token
        self._encoding = "gzip" if takes_gzip else "identity"
        # Bytes of all bodies, as they came.
        self.received = 0
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[float, int, str]:
        """(seconds, status, body)."""
        return self._ask("GET", path, None)

    def post(self, path: str, form: dict[str, str]) -> tuple[float, int, str]:
        return self._ask("POST", path, urlencode(form))

    def send(self, path: str, body: object) -> tuple[float, int, str]:
        """As JSON."""
        return self._ask("POST", path, json.dumps(body), "application/json")

    def sign_in(self, email: str, password: str) -> None:
        _, _, page = self.get("/sign-in")
        form = {"csrf_token": token_in(page), "email": email, "password": password}
        _, status, body = self.post("/sign-in", form)
        if status not in (302, 303):
            raise SystemExit(f"signing in failed with {status}: {body[:300]}")

    def _ask(
        self,
        method: str,
        path: str,
        body: str | None,
        kind: str = "application/x-www-form-urlencoded",
    ) -> tuple[float, int, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        headers["Accept-Encoding"] = self._encoding
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if body is not None:
            headers["Content-Type"] = kind
        try:
            seconds, response, text = self._exchange(method, path, body, headers)
        except ConnectionError:
            # The server closes connections that were idle while others were measured.
            self._connection.close()
            seconds, response, text = self._exchange(method, path, body, headers)
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.split(";", 1)[0]
        return seconds, response.status, text

    def _exchange(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[float, HTTPResponse, str]:
        started = time.perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        raw = response.read()
        seconds = time.perf_counter() - started
        self.received += len(raw)
        if response.getheader("Content-Encoding") == "gzip":
            raw = gzip.decompress(raw)
        return seconds, response, raw.decode()


def token_in(page: str) -> str:
    """The CSRF token of a page."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', page) or re.search(
        r'name="csrf_token"[^>]*value="([^"]+)"', page
    )
    if not found:
        raise SystemExit("the page holds no CSRF token")
    return found.group(1)
