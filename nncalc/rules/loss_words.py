"""What a page says of losses and their targets: words alone, for declarations, which load no table of losses."""

from __future__ import annotations

ROUNDED = {
    "rounded": "{name} sums to {sum}, not to 1, and is taken as it is given.",
    "rounded row": "{name} sums to {sum} in row {row}, not to 1, and is taken as it is given.",
    "classed": "{name} is a class, counted from 0: the target is 1 at output {places} and 0 elsewhere.",
    "classed rows": "{name} holds classes, counted from 0: the 1 of each row of targets stands at output {places}.",
}
"""What a page says of such a row."""
INFINITE = {
    "infinite": "An output is 0 where the target is not: minus its logarithm is infinite, and so is the loss.",
    "infinite row": "An output is 0 where the target is not in row {row}: minus its logarithm is infinite, "
    "and so is the loss.",
    "infinite binary": "An output is certain of the wrong answer: minus the logarithm of 0 is infinite, "
    "and so is the loss.",
    "infinite binary row": "An output is certain of the wrong answer in row {row}: minus the logarithm of 0 is infinite, "
    "and so is the loss.",
}
"""What a page says where `say_infinite`."""
ASSUMED_SUM = "That the targets sum to 1 is assumed here: there are symbols among them."
"""What a page says where `sum_is_assumed`."""
