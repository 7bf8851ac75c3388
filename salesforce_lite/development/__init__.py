"""What only developers run; nothing of it is loaded by the server."""
