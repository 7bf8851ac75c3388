"""A digest of a plugin's files, by which a change on disk since enabling is seen."""

from hashlib import sha256
from pathlib import Path

_IGNORED = {"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".git"}


def digest_of(folder: Path) -> str:
    """64 hexadecimal digits over the names and contents of all files; caches do not count."""
    whole = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not _IGNORED & set(path.relative_to(folder).parts):
            whole.update(path.relative_to(folder).as_posix().encode())
            whole.update(b"\0")
            whole.update(_content(path))
    return whole.hexdigest()


def _content(path: Path) -> bytes:
    """A file that may not be read is no reason not to enable a plugin: it may be nobody's."""
    try:
        return sha256(path.read_bytes()).digest()
    except OSError:
        return b"unreadable"
