"""One tab a file; tabs do not know each other."""
