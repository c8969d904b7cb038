"""What the results of metrics mean."""

from __future__ import annotations

_EACH = "{precision|recall|specificity|f1|fbeta|jaccard}"

OF_CLASSES = {
    "cm": "confusion matrix, a row per true class, a column per predicted one",
    "n": "number of samples",
    "tp": "true positives",
    "fp": "false positives",
    "fn": "false negatives",
    "tn": "true negatives",
    "precision": "TP/(TP + FP) of the positive class of two",
    "recall": "TP/(TP + FN), the sensitivity",
    "specificity": "TN/(TN + FP)",
    "f1": "harmonic mean of precision and recall",
    "fbeta": "the same with recall weighted by {beta}; F1 without beta",
    "jaccard": "TP/(TP + FP + FN)",
    "accuracy": "share of the samples predicted right",
    "balanced_accuracy": "mean recall of the classes that occur",
    "mcc": "Matthews' correlation coefficient",
    "correct": "number of samples predicted right, in the mcc of several classes",
    "kappa": "Cohen's {kappa}, agreement beyond chance",
    "expected_agreement": "agreement expected by chance, in {kappa}",
    "support_per_class": "number of samples of each class",
    "predicted_per_class": "number of samples predicted as each class",
    "{tp|fp|fn|tn}_per_class": "these counts for each class against the rest",
    f"{_EACH}_per_class": "precision, recall, specificity, f1, fbeta, jaccard of each class, in the order of the classes",
    f"{_EACH}_macro": "their means over the classes",
    f"{_EACH}_weighted": "their means weighted by support",
    "{tp|fp|fn|tn}_micro": "the counts summed over the classes",
    f"{_EACH}_micro": "from the summed counts",
}
OF_SCORES = {
    "positives": "number of positive samples",
    "negatives": "number of negative samples",
    "tpr": "true positive rate at each threshold, the highest first",
    "fpr": "false positive rate at each threshold",
    "roc": "points (fpr, tpr) of the curve, a row each; one curve per class where there are more than two",
    "auc": "area under that curve; of more than two classes the mean",
    "precisions": "precision at each threshold; 1 above all scores, where the curve begins",
    "pr": "points (recall, precision) of the curve, a row each, the highest threshold first; one curve per class likewise",
    "average_precision": "sum of the precisions, each times the recall it adds; of more than two classes the mean",
    "class.{N}.{NAME}": "the same of class N against the rest: class.2.auc",
    "{auc|average_precision}_per_class": "these areas in the order of the classes",
    "log_loss": "mean of −ln p of the true class",
    "brier": "mean squared distance of the probabilities from the truth",
    "top_k_accuracy": "share of the samples whose class is among the k highest scores",
}
OF_NUMBERS = {
    "errors": "y − yhat of each sample",
    "mse": "mean squared error",
    "rmse": "its root",
    "mae": "mean absolute error",
    "mape": "mean absolute error relative to y; a share, or per cent under percent=yes",
    "medae": "median absolute error",
    "max_error": "largest absolute error",
    "y_mean": "mean of y",
    "sse": "sum of the squared errors",
    "sst": "sum of squares of y about its mean",
    "r2": "R² = 1 − sse/sst",
    "e_mean": "mean of the errors",
    "sse_centred": "sum of squares of the errors about their mean",
    "explained_variance": "1 − sse_centred/sst",
}
RESULTS = OF_CLASSES | OF_SCORES | OF_NUMBERS
