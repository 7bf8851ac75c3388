"""What was bought and given back, as facts that whoever sells records and whoever counts reads."""

from salesforce_lite.purchases.events import PurchaseLine, PurchaseMade, PurchaseReturned
from salesforce_lite.purchases.recorded import recorded_purchases

__all__ = ["PurchaseLine", "PurchaseMade", "PurchaseReturned", "recorded_purchases"]
