"""How the networks learn: the engine, its runs on disk and its command line."""
