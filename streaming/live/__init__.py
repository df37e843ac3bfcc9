"""The web side of live video: plain ASGI, no thread, no transaction and no query while it lasts."""
