"""The command line `salesforce-lite`: results on standard output, messages on standard error."""

from salesforce_lite.cli.program import main

__all__ = ["main"]
