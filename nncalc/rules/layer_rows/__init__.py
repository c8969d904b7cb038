"""Networks typed as a row of layers: tokens, units repeated, pasted code, and what the sizes of their input are."""
