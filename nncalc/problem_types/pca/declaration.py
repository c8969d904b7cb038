"""What `pca` declares: givens, conventions, sections, words, results."""

from __future__ import annotations

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Count
from nncalc.declaring.numeric import Numeric
from nncalc.declaring.problem import ProblemType
from nncalc.engine.tensor import Tensor


class PcaDeclaration(ProblemType):
    """The declarations of `pca`."""

    X: Tensor = given(
        Numeric(2, words="samples as rows 1,2:3,4; of one feature as a column 1:2:5"), "samples, a row each", first=True
    )
    k: int | None = given(Count(1, 100), "components that are kept; all when absent", default=None)
    covariance: str = convention("n-1", "n", help="what the sums of squares and products are divided by")
    standardize: str = convention(
        "no", "yes", "n-1", help="whether features are divided by their deviations first; these by n, or by n − 1"
    )
    sign: str = convention(
        "first-positive", "largest-positive",
        help="of an eigenvector: its first component that is not 0 is positive, or the largest in size",
    )  # fmt: skip

    aliases = {
        **dict.fromkeys(("samples", "data"), "X"), **dict.fromkeys(("n_components", "components"), "k"),
        **dict.fromkeys(("scaling", "standardise", "normalize"), "standardize"),
    }  # fmt: skip
    suggestions = {"ddof": "covariance=n-1"}
    sections = {
        "centre": "Centred samples",
        "scale": "Standardised samples",
        "cov": "Covariance matrix",
        "poly": "Characteristic polynomial",
        "values": "Eigenvalues",
        "vectors": "Eigenvectors",
        "scores": "Scores",
        "back": "Reconstruction",
    }
    words = {
        "correlation": "Of standardised samples the covariances are correlations, up to the divisors.",
        "polynomial": "The eigenvalues are where det(cov − {strength}·I) is 0:",
        "closed": "A polynomial of degree 2 has its roots in closed form.",
        "exact roots": "Its roots are exact: fractions, and those with the root of a fraction.",
        "enclosed": "Its roots are enclosed by intervals in which each is proven to lie: every digit that is shown is right.",
        "one": "One feature: the variance is the eigenvalue, and 1 the component of its vector.",
        "equal": "Eigenvalues {which} are equal: every direction in their plane is as good, the vectors given are one choice.",
        "equal all": "All eigenvalues are equal: every direction is as good, the vectors given are one choice.",
        "no vectors": "Eigenvalues {which} are equal and irrational: no vectors are singled out.",
        "first-positive": "Each vector has length 1, and its first component that is not 0 is positive.",
        "largest-positive": "Each vector has length 1, and its component of the largest size is positive.",
        "letters": "Which component is positive cannot be told of letters.",
        "all kept": "All components are kept: the reconstruction is X itself.",
    }
    drawings = {"principal": ""}
    undrawn = "samples of two features or more"
    results = {
        "mean": "mean of each feature",
        "Xc": "samples less the means",
        "var": "variance of each feature, that it is standardised by",
        "std": "its root",
        "Z": "standardised samples",
        "cov": "covariance matrix, of standardised samples where that is asked for",
        "trace": "sum of the diagonal: the total variance",
        "minors": "sum of the principal minors of two rows, of three features",
        "det": "determinant of cov, of two or three features",
        "polynomial": "coefficients of the characteristic polynomial, the highest power first",
        "eigenvalues": "all eigenvalues, the largest first",
        "explained": "share of each in the total variance",
        "v{N}": "eigenvector N, of length 1",
        "eigenvectors": "the first k, as columns",
        "scores": "samples along the first k eigenvectors, a row each",
        "reconstruction": "the samples that the scores come from: scores·Vᵀ and the mean",
    }
    symbols = {
        "mean": "μ", "std": "σ", "var": "σ²", "trace": "tr", "polynomial": "c", "eigenvalues": "λ", "eigenvectors": "V",
        "lambda": "λ",
    }  # fmt: skip
    examples = (
        "pca X=1,2:3,3:5,7 k=1",
        "pca X=4,2,1:5,6,7:9,12,1:4,6,7 k=2",
        "pca X=4,2,1:5,6,7:9,12,1:4,6,7 k=2 standardize=yes",
    )
