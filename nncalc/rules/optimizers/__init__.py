"""Update rules of optimisers: momentum to AMSGrad, schedules of the rate, decay and clipping."""
