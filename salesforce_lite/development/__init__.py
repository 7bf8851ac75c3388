"""What only developers run; nothing of it is loaded by the server."""

from salesforce_lite.development.plugin_texts import catalogue_faults, renew_catalogues
from salesforce_lite.development.scaffold import PARTS, Outline

__all__ = ["PARTS", "Outline", "catalogue_faults", "renew_catalogues"]
