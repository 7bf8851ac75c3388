"""How fast 10,000 deliveries of webhooks reach a receiver on this machine."""

import asyncio
import multiprocessing
import os
import socket
from functools import partial
from pathlib import Path
from time import monotonic, sleep, thread_time
from typing import Any

from sqlalchemy import event, func, select

from bench import goals
from salesforce_lite.access import create_user
from salesforce_lite.app import create_app, prepare_instance, site_of
from salesforce_lite.background import Worker
from salesforce_lite.cli.worker import work
from salesforce_lite.config import Settings
from salesforce_lite.customers import CustomerDraft, save_customers
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.migrations import upgrade_database
from salesforce_lite.team import load_actor
from salesforce_lite.web import App
from salesforce_lite.webhooks import WebhookDelivery, WebhookDraft, create_webhook
from salesforce_lite.webhooks.site import outside

DELIVERIES = 10_000
_WORKERS = 4
_BATCH = 500
_context = multiprocessing.get_context("fork")


def measure_webhooks(folder: Path, url: str = "") -> None:
    """On SQLite with its one worker; on an empty PostgreSQL database with four."""
    settings = Settings(
        instance=folder,
        database_url=url,
        secret_key="bench" * 8,
        outbound_networks=("127.0.0.0/8",),
    )
    app = create_app(settings)
    upgrade_database(app.engine)
    prepare_instance(app)
    receiver, address = _receive()
    try:
        _listen(app, address)
        _happen(app)
        workers = _WORKERS if url else 1
        if url:
            seconds, longest = _with_workers(app), (0.0, 0.0)
        else:
            seconds, longest = _in_this_process(app)
    finally:
        receiver.terminate()
    engine = app.engine.dialect.name
    print(f"\n{DELIVERIES:,} deliveries, each of another record, {engine}, workers: {workers}")
    print(goals.WEBHOOKS.line(DELIVERIES / seconds))
    if not url:
        print(goals.WEBHOOK_STEP.line(longest[0] * 1000))
        print(f"{'by the processor':<28}{longest[1] * 1000:>11,.0f} ms")


def _receive() -> tuple[Any, str]:
    """A receiver that takes everything, in a process of its own."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    process = _context.Process(target=_serve, args=(listener,), daemon=True)
    process.start()
    port = listener.getsockname()[1]
    listener.close()
    return process, f"http://127.0.0.1:{port}/hook"


def _serve(listener: socket.socket) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.partition(b":")[2])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        )
        await reader.readexactly(length)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        await writer.drain()
        writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(answer, sock=listener)
        await server.serve_forever()

    asyncio.run(serve())


def _listen(app: App, address: str) -> None:
    with unit_of_work(app.make_session, system_actor("bench"), surface="bench") as uow:
        person = create_user(
            uow, email="bench@example.com", name="Bench", roles=["admin"], password="bench" * 4
        )
    with app.make_session() as session:
        actor = load_actor(session, session.merge(person))
    draft = WebhookDraft(name="Bench", url=address, types=("CustomerCreated",))
    with app.app_context(), unit_of_work(app.make_session, actor, surface="bench") as uow:
        create_webhook(uow, draft, outside())


def _happen(app: App) -> None:
    """Customers are added; what wakes the reader is that of any other change."""
    reactions = app.contributions.reactions
    for start in range(0, DELIVERIES, _BATCH):
        drafts = [
            CustomerDraft(fields={"kind": "person", "name": f"Customer {start + number}"})
            for number in range(_BATCH)
        ]
        with unit_of_work(
            app.make_session, system_actor("bench"), surface="bench", reactions=reactions
        ) as uow:
            save_customers(uow, drafts)


def _in_this_process(app: App) -> tuple[float, tuple[float, float]]:
    """Seconds until everything was sent, and those of the longest write transaction meanwhile, by
    the clock and by the processor."""
    held = _watch(app)
    worker, started = Worker(site_of(app), "bench"), monotonic()
    while _sent(app) < DELIVERIES:
        worker.work_off(most=20)
    seconds = monotonic() - started
    return seconds, (max(clock for clock, _ in held), max(used for _, used in held))


def _watch(app: App) -> list[tuple[float, float]]:
    """How long each write transaction holds SQLite's lock, in seconds: by the clock, and what its
    thread works meanwhile."""
    held: list[tuple[float, float]] = []

    def begun(connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement == "BEGIN IMMEDIATE":
            connection.info["began"] = monotonic(), thread_time()

    def ended(connection: Any) -> None:
        if (began := connection.info.pop("began", None)) is not None:
            held.append((monotonic() - began[0], thread_time() - began[1]))

    event.listen(app.engine, "after_cursor_execute", begun)
    event.listen(app.engine, "commit", ended)
    event.listen(app.engine, "rollback", ended)
    return held


def _with_workers(app: App) -> float:
    """Four processes, as `worker --concurrency 4` starts them."""
    app.engine.dispose()
    started = monotonic()
    run = partial(work, app, f"bench/{os.getpid()}")
    processes = [_context.Process(target=run, args=(number,)) for number in range(_WORKERS)]
    for process in processes:
        process.start()
    while _sent(app) < DELIVERIES:
        sleep(0.2)
    seconds = monotonic() - started
    for process in processes:
        process.terminate()
        process.join()
    return seconds


def _sent(app: App) -> int:
    with app.make_session() as session:
        query = select(func.count()).where(WebhookDelivery.state == "sent")
        return session.scalar(query.select_from(WebhookDelivery)) or 0
