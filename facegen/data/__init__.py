"""What faces there are: sources of pictures, and the prepared store every other room reads.

sources/            a copy of a data set in any of its forms
remarks.py          what was seen there and not used
pictures.py         the bytes of any picture to a face of a store
prepare.py          source to store; chunks, workers: shared out; workbench, sealing: made whole
store.py            prepared faces, memory-mapped
parts.py            which faces to learn from, and which to hold out
named.py            a store by name
describe.py         what is in a store; listing: in many; verify: whether it is whole
packing.py          a store made small, to be carried; mosaics: many faces in one picture
bundled.py          the faces that ship, in bundled_faces/
download.py         a data set from the Hub
commands.py         what the commands of `facegen data` do
"""
