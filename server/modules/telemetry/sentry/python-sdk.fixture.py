"""A program of a customer under the official SDK for Python, by its public functions alone. Argument: DSN."""

import json
import logging
import sys

import sentry_sdk
from sentry_sdk import crons

sentry_sdk.init(
    dsn=sys.argv[1],
    release="shop@1.0.0",
    environment="production",
    traces_sample_rate=1.0,
    auto_session_tracking=True,
    **({"enable_logs": True} if sentry_sdk.VERSION >= "2.35" else {}),
)

with sentry_sdk.start_transaction(op="task", name="nightly report"):
    with sentry_sdk.start_span(op="db.query", name="SELECT orders"):
        pass
    try:
        {}["missing"]
    except KeyError:
        sentry_sdk.capture_exception()
    logging.getLogger("shop").error("Order %s was refused", 17)

if sentry_sdk.VERSION >= "2.35":
    sentry_sdk.logger.warning("Stock of {product} is low", product="books")

check_in = crons.capture_checkin(
    monitor_slug="nightly",
    status="in_progress",
    monitor_config={"schedule": {"type": "crontab", "value": "0 3 * * *"}, "timezone": "UTC"},
)
crons.capture_checkin(monitor_slug="nightly", check_in_id=check_in, status="ok", duration=1.5)
sentry_sdk.get_isolation_scope().add_attachment(bytes=b"books,2", filename="cart.csv")
sentry_sdk.capture_message("Something to talk about")
sentry_sdk.get_isolation_scope().start_session()
sentry_sdk.get_isolation_scope().end_session()
sentry_sdk.flush(timeout=10)
print(json.dumps({"version": sentry_sdk.VERSION}))
