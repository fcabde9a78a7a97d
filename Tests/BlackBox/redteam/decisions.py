"""What an attack came to, and limits that chance alone crosses once in a million."""

import math
import os
from dataclasses import dataclass

from scipy import stats

ALL = bool(os.environ.get("SALTHOUSE_TEST_ALL"))
# Of one decision. A run takes fewer than a hundred, so one run in ten thousand may fail by chance.
FALSE_ALARM = 1e-6


@dataclass(frozen=True)
class Finding:
    """How far an attack came, and the limit that tells success from chance."""

    attack: str
    asker: str
    succeeded: bool
    says: str

    def __str__(self):
        return f"{self.attack} against {self.asker} {'SUCCEEDS' if self.succeeded else 'fails'}: {self.says}"


def fails(finding: Finding):
    print(finding)
    assert not finding.succeeded, f"a weakness: {finding}"


def succeeds(finding: Finding):
    print(finding)
    assert finding.succeeded, f"the attack is too weak to prove anything: {finding}"


def least_mean_square(variance: float, values: int) -> float:
    """The mean of so many squared errors is below this once in a million where each has at least this variance.

    For Gaussian errors the sum of squares over the variance has a chi-squared distribution; the discrete Gaussian of
    the gateway has the same moments but for parts in a million (variance 9 and above), and rounding adds to an error.
    """
    return variance * float(stats.chi2.ppf(FALSE_ALARM, values)) / values


def most_hits(probability: float, trials: int) -> int:
    """More hits than this come once in a million, if each of the independent trials has at most this probability."""
    return int(stats.binom.isf(FALSE_ALARM, trials, probability))


def best_guess(rho: float) -> float:
    """The probability of the best guess about one person that so much privacy allows: Φ(√(ρ ∕ 2))."""
    return float(stats.norm.cdf(math.sqrt(rho / 2)))


def precise(attack: str, asker: str, errors: list[float], variance: float) -> Finding:
    """Success is a smaller mean squared error than noise of this variance allows."""
    assert len(errors) >= 20, f"{len(errors)} values are too few to decide by"
    found = sum(error * error for error in errors) / len(errors)
    limit = least_mean_square(variance, len(errors))
    exact = sum(abs(error) < 0.5 for error in errors)
    return Finding(
        attack,
        asker,
        found < limit,
        f"mean squared error {found:.3g} over {len(errors)} values, chance stays above {limit:.3g}; {exact} exact",
    )


def right(attack: str, asker: str, guesses: list[bool], probability: float) -> Finding:
    """Success is more right guesses than this probability allows."""
    limit = most_hits(probability, len(guesses))
    return Finding(
        attack,
        asker,
        sum(guesses) > limit,
        f"{sum(guesses)} of {len(guesses)} guesses are right, chance stays at or below {limit}",
    )
