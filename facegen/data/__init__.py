"""What faces there are: sources of pictures, and the prepared store every other room reads."""
