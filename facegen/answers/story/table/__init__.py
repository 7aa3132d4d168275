"""The table of the story: what each step says and asks, in the order in which it is told."""
