"""Labels of samples: how they are typed, coded, counted."""
