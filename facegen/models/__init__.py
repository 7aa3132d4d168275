"""The networks: plain torch modules, their configurations and their files; they know no data."""
