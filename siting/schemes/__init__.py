"""Who pays what: every party's view of one cash flow under every scheme, and value for money."""
