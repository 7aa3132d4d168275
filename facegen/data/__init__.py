"""What faces there are: sources of pictures, and the prepared store every other room reads.

source.py           pictures as people have them, listed with what is known of each
detect.py           which kind of source lies at a path
celeba.py           CelebA in any layout; celeba_names, celeba_tables: what it is made of
folder.py           any tree of pictures, with or without a table
parquet.py          pictures in parquet files; parquet_columns: which column holds what;
                    parquet_reader: the pictures themselves
tree.py             a folder or a zip archive, read alike; walk, archive: what is in each
tables.py           CelebA's own tables, strictly; plain_lines: all lines of a block at once
sheet.py            any other table; text: its bytes; columns: what each means
naming.py           which picture a table's name means
remarks.py          what was seen and not used
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
