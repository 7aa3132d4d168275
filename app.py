"""Open facegen in a browser: `python app.py`, which is `facegen` where it is not installed."""

import sys

from facegen.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
