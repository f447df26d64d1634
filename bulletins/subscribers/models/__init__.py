"""People who get the mail, and what became of every mail they were to get."""

from bulletins.subscribers.models.bounces import Bounce
from bulletins.subscribers.models.deliverability import DeliverabilityCheck
from bulletins.subscribers.models.mailings import Delivery, Mailing, Pace
from bulletins.subscribers.models.people import (
    Confirmation,
    Subscriber,
    Subscription,
    Suppression,
    address_hash,
    normalized,
)

__all__ = [
    "Bounce",
    "Confirmation",
    "DeliverabilityCheck",
    "Delivery",
    "Mailing",
    "Pace",
    "Subscriber",
    "Subscription",
    "Suppression",
    "address_hash",
    "normalized",
]
