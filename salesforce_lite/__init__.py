"""Salesforce Lite, a sales-force-automation server that a company runs itself."""

__version__ = "0.1.0"
