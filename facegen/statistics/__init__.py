"""What is true of the faces: exact statistics of any query, and the models drawn from them."""
