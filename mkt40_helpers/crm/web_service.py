"""A web service on this machine: two programs that know only each other's question and answer."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd

from mkt40_helpers.crm.consent import consent_state
from mkt40_helpers.crm.database import Refused, require_database
from mkt40_helpers.crm.desk import known_customer

if TYPE_CHECKING:
    from sqlalchemy import Engine


@contextlib.contextmanager
def serve(db: Engine) -> Iterator[str]:
    """Answer questions about consent over HTTP, until the end of the ``with``.

    Parameters
    ----------
    db : sqlalchemy.Engine
        From `open_database`.

    Yields
    ------
    str
        The address, such as ``http://127.0.0.1:50123``. Only this machine can reach it, and
        the port is free again at the end.

    Notes
    -----
    ``/may_call?customer=C02841&day=2026-09-14`` is answered with JSON: customer, day, may_call
    (true only with a valid yes to calls on that day) and because ("valid", "refused", "withdrawn"
    or "never asked"). A question that cannot be answered gets `error`, with status 404 for a
    customer (or a page) that is not there, 400 for one that was put badly, and 500 where the
    database fails. A proxy of this machine is not asked meanwhile (``no_proxy`` names the host).

    Examples
    --------
    >>> import urllib.request
    >>> from mkt40_helpers.crm import open_database
    >>> with serve(open_database()) as address:
    ...     question = address + "/may_call?customer=C02841&day=2026-09-14"
    ...     answer = urllib.request.urlopen(question)
    ...     json.load(answer)
    {'customer': 'C02841', 'day': '2026-09-14', 'may_call': False, 'because': 'never asked'}
    """
    import http.server
    import socketserver

    class Desk(http.server.BaseHTTPRequestHandler):
        timeout = 5  # of a caller that says nothing, so that the end is not waited for in vain

        def do_GET(self) -> None:
            try:
                status, answer = answer_to(db, self.path)
            except Exception as problem:  # whoever asks is told, and the next is served
                status, answer = 500, {"error": f"The CRM cannot answer: {problem}"}
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Write nothing below the learner's cell."""

    # Not HTTPServer: it looks up the name of the machine first, which takes seconds on some.
    class Server(socketserver.ThreadingTCPServer):
        # A browser opens lines on which it says nothing: the others need not wait for it.
        daemon_threads = True
        request_queue_size = 50
        # The port is free at once; on Windows this would let another program take it meanwhile.
        allow_reuse_address = os.name != "nt"

    require_database(db)
    with Server(("127.0.0.1", 0), Desk) as server, _without_proxy("127.0.0.1"):
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@contextlib.contextmanager
def _without_proxy(host: str) -> Iterator[None]:
    """Let programs in this process ask this host itself: no proxy can reach it."""
    before = {name: os.environ.get(name) for name in ("no_proxy", "NO_PROXY")}
    hosts = ",".join(one for one in (*before.values(), host) if one)
    os.environ.update(dict.fromkeys(before, hosts))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)  # Windows has only one of the two
            if value is not None:
                os.environ[name] = value


def answer_to(db: Engine, question: str) -> tuple[int, dict[str, Any]]:
    """Answer one question, a path with its parameters: a status and what becomes JSON.

    Examples
    --------
    >>> answer_to(None, "/weather")
    (404, {'error': 'There is no page /weather. Ask /may_call?customer=C02841&day=2026-09-14.'})
    """
    try:
        asked = urlsplit(question)
    except ValueError:
        return 400, {"error": f"{question[:100]!r} is no address."}
    given = parse_qs(asked.query, keep_blank_values=True)
    if asked.path != "/may_call":
        page = f"There is no page {asked.path}."
        return 404, {"error": f"{page} Ask /may_call?customer=C02841&day=2026-09-14."}
    for name in ("customer", "day"):
        if len(given.get(name, ())) != 1:
            return 400, {"error": f"Give {name} once, as in ?customer=C02841&day=2026-09-14."}
    customer, day = given["customer"][0], given["day"][0]
    try:
        on = dt.datetime.strptime(day, "%Y-%m-%d")
    except ValueError:
        return 400, {"error": f"The day is {day!r}: write it as 2026-09-14."}
    try:
        said = _said(db, customer)
    except Refused as reason:
        return 404, {"error": str(reason)}
    message = pd.DataFrame({"customer": [customer], "purpose": "phone"})
    message["sent"] = np.datetime64(on, "us")
    state = consent_state(message, said).iloc[0]
    answer = {"customer": customer, "day": f"{on.date()}", "may_call": state == "valid"}
    return 200, {**answer, "because": state}


def _said(db: Engine, customer: str) -> pd.DataFrame:
    """Read what a customer answered when asked about calls."""
    from sqlalchemy import text

    ask = "SELECT * FROM consents WHERE customer = :who AND purpose = 'phone'"
    with db.connect() as connection:
        known_customer(connection, customer)
        said = pd.read_sql(text(ask), connection, params={"who": customer})
    days = {name: said[name].astype("datetime64[us]") for name in ("since", "withdrawn")}
    return said.assign(given=said["given"] == 1, **days)
