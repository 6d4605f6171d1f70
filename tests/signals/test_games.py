import numpy as np

from analyzers.signals.games import reward, standing
from tests.curves import falling, flat, noisy, run, straight


def test_a_discriminator_that_has_won_is_told() -> None:
    won = run(train__discriminator_loss=falling(60, 0.6, 0.002), train__generator_loss=straight(60, 2, 14))
    assert standing(won) == (
        "The discriminator's loss ended at 0.00394, the generator's at 13.5: the discriminator tells nearly every "
        "fake, so the generator has little left to learn from."
    )
    even = run(train__discriminator_loss=flat(1.386), train__generator_loss=flat(0.693))
    assert standing(even) == "The discriminator's loss ended at 1.39, the generator's at 0.693."


def test_the_course_of_the_reward_is_told() -> None:
    assert standing(run(train__reward=noisy(straight(40, -200, -30), 5.0))) is not None
    assert standing(run(train__reward=straight(11, 0, 10))) == "The reward rose from 0 to 10."
    assert standing(run(train__reward=straight(11, 10, 0))) == "The reward fell from 10 to 0."
    assert standing(run(train__reward=np.array([5.0]))) is None
    passed = np.append(straight(11, 0, 10), straight(11, 9, 5))
    assert standing(run(train__reward=passed)) == "The reward rose from 0 to 5.2; it was best at epoch 11, with 10."


def test_what_is_logged_beside_a_reward_is_none() -> None:
    beside = run(train__ep_len=straight(11, 0, 5), train__reward=straight(11, 0, 10))
    assert reward(beside) == "train/reward"
    assert reward(run(train__ep_len=straight())) is None


def test_anything_else_is_no_game() -> None:
    assert standing(run(falling())) is None
