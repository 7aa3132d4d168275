"""Sources: a copy of a data set in any of its forms, as pictures with what is known of each.

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
"""
