"""Addresses for customers: whoever was sent one sees what belongs to it, without signing in."""

from salesforce_lite.links.model import CustomerLink
from salesforce_lite.links.service import close_links, find_links, open_link

__all__ = ["CustomerLink", "close_links", "find_links", "open_link"]
