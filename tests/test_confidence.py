"""How sure an answer is: features and their products, and what each of them adds."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.confidence import FEATURES
from bot.answer.fitted import Confidence, fitted, product
from vectorstore.query import Form

VALUES = st.fixed_dictionaries({name: st.floats(-3, 3) for name in FEATURES})


@given(VALUES, st.sampled_from(Form))
def test_what_features_add_makes_the_probability(values: dict[str, float], form: Form) -> None:
    model = fitted()[form].confidence
    log_odds = model.bias + sum(model.contributions(values).values())
    assert model.probability(values) == pytest.approx(1 / (1 + math.exp(-log_odds)) if log_odds > -700 else 0.0)
    assert 0 <= model.probability(values) <= 1


def test_a_product_is_shared_by_both_of_its_features() -> None:
    model = Confidence(0.5, {"a": 1, "b": 2}, {"a": 2, "b": 1}, {"a": 1, "b": 0}, {"a": {"b": 0.5}, "b": {"b": 0.25}})
    values = {"a": 3, "b": 4}
    assert model.deviations(values) == {"a": 1, "b": 2}
    assert model.contributions(values) == {"a": 1 + 0.5, "b": 0.5 + 1}


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_no_rare_pair_decides_alone(first: float, second: float) -> None:
    assert abs(product(first, second)) <= 6


@pytest.mark.parametrize("form", Form)
def test_every_feature_is_fitted(form: Form) -> None:
    model = fitted()[form].confidence
    assert tuple(model.means) == tuple(model.scales) == tuple(model.weights) == FEATURES
    assert min(model.scales.values()) > 0
    assert sum(map(len, model.products.values())) == len(FEATURES) * (len(FEATURES) + 1) / 2
