"""Each day that has begun costs a tenth, and never more than all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.nbgrader_plugins.late_penalty import PerDay

DAY = 86_400


@pytest.mark.parametrize(
    ("seconds", "penalty"),
    [(0, 0), (1, 1), (DAY, 1), (DAY + 1, 2), (9.5 * DAY, 10), (10 * DAY, 10), (400 * DAY, 10)],
)
def test_each_day_that_has_begun_costs_a_tenth_of_the_score(seconds, penalty):
    assert PerDay().late_submission_penalty("ann", 10.0, seconds) == penalty


def test_the_fraction_can_be_set():
    assert PerDay(fraction=0.5).late_submission_penalty("ann", 8.0, DAY / 2) == 4


@given(st.floats(0, 100), st.floats(0, 1e8), st.floats(0, 1e8))
def test_the_penalty_is_never_more_than_the_score_and_grows_with_the_delay(score, sooner, later):
    sooner, later = sorted((sooner, later))
    first, second = (PerDay().late_submission_penalty("ann", score, seconds) for seconds in (sooner, later))
    assert 0 <= first <= second <= score + 1e-6
