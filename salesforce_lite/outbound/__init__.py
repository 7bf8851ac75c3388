"""The one way out: every outgoing HTTP request of the server goes through this client.

Reading order: `target` says which addresses one may name, `networks` which machines may be reached,
`client` sends.
"""

from salesforce_lite.outbound.client import Answer, Client
from salesforce_lite.outbound.errors import (
    BrokenAnswerError,
    ForbiddenTargetError,
    NoConnectionError,
    NoSuchHostError,
    NotTrustedError,
    OutboundError,
    TooSlowError,
)
from salesforce_lite.outbound.networks import Network, networks_from
from salesforce_lite.outbound.target import LONGEST_ADDRESS, Target, target_of

__all__ = [
    "LONGEST_ADDRESS",
    "Answer",
    "BrokenAnswerError",
    "Client",
    "ForbiddenTargetError",
    "Network",
    "NoConnectionError",
    "NoSuchHostError",
    "NotTrustedError",
    "OutboundError",
    "Target",
    "TooSlowError",
    "networks_from",
    "target_of",
]
