"""The shop's warehouse, in Python: breaks once, watched by the official SDK."""

import sentry_sdk

sentry_sdk.init()  # SENTRY_DSN, SENTRY_RELEASE and SENTRY_ENVIRONMENT
sentry_sdk.set_user({"id": "cus_4711", "email": "grace@customer.example"})
sentry_sdk.set_tag("region", "eu-1")

SHELVES = {"TEA-250": "A-12"}


def shelf_of(sku):
    return SHELVES[sku]


def pick(order):
    sentry_sdk.add_breadcrumb(category="warehouse", message=f"pick {len(order)} lines")
    return [shelf_of(sku) for sku in order]


try:
    pick(["TEA-250", "MUG-01"])
except KeyError:
    sentry_sdk.capture_exception()
sentry_sdk.flush(5)
