"""The fixtures of the server, with this plugin switched on."""

pytest_plugins = ["salesforce_lite.testing.fixtures"]
