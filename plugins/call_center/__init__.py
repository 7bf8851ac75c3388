"""Calls: logged by people and told by telephone exchanges, campaigns, rules, reports."""
