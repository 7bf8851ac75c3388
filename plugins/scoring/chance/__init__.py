"""The chance of winning an open sale, learned from how the company's own sales ended."""
