"""The HTTP and WebSocket API: parse, call, answer."""
