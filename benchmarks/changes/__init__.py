"""Reports changed in ways that tables really differ in, with what a correct reading of each must find."""
