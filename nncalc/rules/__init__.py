"""Steps of the mathematics that problem types share, with conventions as arguments and slips beside the rules."""
