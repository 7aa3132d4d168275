"""How good the result is: measures of a set of pictures beside a set of real faces."""
