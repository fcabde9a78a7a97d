#!/usr/bin/env python3
"""Makes the table of changes of the cell-key method: generate.py D V JS, on standard output.

For each count i the change v has the largest entropy among all distributions on the allowed values that have mean 0 and
variance V (Giessing, Computational Issues in the Design of Transition Probabilities and Disclosure Risk Estimation for
Additive Noise, Privacy in Statistical Databases 2016; Marley and Leaver 2011). Allowed are -D <= v <= D for which the
changed count i + v is 0 or larger than JS; a count of 0 does not change. By Lagrange, ln p(v) is a quadratic in v; its
coefficients are found by Newton's method with 60 digits, and the probabilities are written as integers over 2^52.
"""

import json
import sys
from decimal import Decimal, getcontext

getcontext().prec = 60
WHOLE = 2**52


def solve(allowed, variance):
    """p(v) proportional to exp(a v + b v^2) with mean 0 and the variance."""
    a, b = Decimal(0), Decimal(-1) / (2 * variance)
    for _ in range(200):
        weights = {v: (a * v + b * v * v).exp() for v in allowed}
        total = sum(weights.values())
        moment = [sum(w * v**k for v, w in weights.items()) / total for k in range(5)]
        wrong = moment[1], moment[2] - variance
        if max(map(abs, wrong)) < Decimal(10) ** -45:
            return {v: w / total for v, w in weights.items()}
        # The matrix of derivatives is the covariance of (v, v^2).
        aa, ab, bb = moment[2] - moment[1] ** 2, moment[3] - moment[1] * moment[2], moment[4] - moment[2] ** 2
        determinant = aa * bb - ab * ab
        step_a, step_b = (bb * wrong[0] - ab * wrong[1]) / determinant, (aa * wrong[1] - ab * wrong[0]) / determinant
        # Short steps far away, so that no exponential runs off.
        size = max(1, 10 * abs(step_a), 10 * abs(step_b))
        a, b = a - step_a / size, b - step_b / size
    raise SystemExit(f"no distribution on {allowed} has mean 0 and variance {variance}")


def integers(probabilities):
    """Over 2^52, rounded down, the rest given to the largest remainders."""
    exact = {v: p * WHOLE for v, p in probabilities.items()}
    weights = {v: int(e) for v, e in exact.items()}
    for v in sorted(exact, key=lambda v: weights[v] - exact[v])[: WHOLE - sum(weights.values())]:
        weights[v] += 1
    assert sum(weights.values()) == WHOLE
    return [{"change": v, "weight": w} for v, w in sorted(weights.items())]


def main():
    largest, variance, unseen = map(int, sys.argv[1:])
    rows = [[{"change": 0, "weight": WHOLE}]]
    for count in range(1, largest + unseen + 2):
        allowed = [v for v in range(-largest, largest + 1) if count + v == 0 or count + v > unseen]
        rows.append(integers(solve(allowed, Decimal(variance))))
    lines = ",\n".join("    " + json.dumps(row, separators=(", ", ": ")) for row in rows)
    print(f'''{{
  "perturbation": "d{largest}-v{variance}-js{unseen}",
  "version": "1",
  "maximum": {largest},
  "variance": {variance},
  "unseenUpTo": {unseen},
  "rows": [
{lines}
  ]
}}''')


main()
