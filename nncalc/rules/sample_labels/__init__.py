"""Labels of samples.

`classes`: which labels are one class, the order of classes, their numbers. `coding`: labels ±1 or 0/1, recognised or
required. `targets`: one-hot rows and target probabilities beside scores. `counts`: pairs of true and predicted labels from
wherever they come; `files` counts those of long files.
"""
