"""Full-text search over every kind of record, on both engines behind one interface."""
