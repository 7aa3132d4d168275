"""Graphs: networks as ONNX, for browsers and other programs.

portable.py          a generator; portable_reading: the attribute network
traced.py            a generator as one graph
graph_file.py        how any network is written; graph_card: what is said of the files
weights.py           a generator's weights for our own scripts; tables: what else they need of it
"""
