"""How a game stands whose losses need not fall: a GAN's two players, and the reward of reinforcement learning."""

import re

from analyzers.run import Run
from analyzers.signals.kind import kind
from analyzers.signals.roles import roles
from analyzers.signals.shape import Shape, shape

WON = 0.1  # discriminator's loss below which it tells nearly every fake (at a balance it is ln 2 a half)
LOST = 3.0  # generator's loss above which fakes pass for real with a probability below e^-3, 5 %
GROWN = 1.0  # growth of the generator's loss, in units of where it began, from which it has lost ground
PASSED = 0.2  # share of the highest gain that is lost at the end, from which the best policy is worth going back to
_DISCRIMINATOR = re.compile(r"discriminator_loss|d_loss|loss_d")
_GENERATOR = re.compile(r"generator_loss|g_loss|loss_g")
_BESIDE = re.compile(r"ep_len|explained_variance")  # what is logged beside a reward


def standing(run: Run) -> str | None:
    """One sentence on what the curves of a game do tell; None for anything else."""
    task = roles(run).task
    return _players(run) if task == "gan" else _reward(run) if task == "reinforcement_learning" else None


def lost(run: Run) -> str | None:
    """The generator's loss where it has been growing while the discriminator came to tell nearly every fake."""
    key = next((key for key in run.series if _GENERATOR.search(key)), None)
    one, other = _find(run, _DISCRIMINATOR), _find(run, _GENERATOR)
    if key is None or one is None or other is None or roles(run).task != "gan":
        return None
    won = _tells_fakes(one, other) and one.end < one.start
    return key if won and other.end > other.start + GROWN * max(other.doubt, abs(other.start)) else None


def _tells_fakes(one: Shape, other: Shape) -> bool:
    """Of the losses of discriminator and generator."""
    return 0 <= one.end < WON and other.end > LOST


def _players(run: Run) -> str | None:
    one, other = _find(run, _DISCRIMINATOR), _find(run, _GENERATOR)
    if one is None or other is None:
        return None
    ends = f"The discriminator's loss ended at {one.end:.3g}, the generator's at {other.end:.3g}"
    if _tells_fakes(one, other):
        return f"{ends}: the discriminator tells nearly every fake, so the generator has little left to learn from."
    return f"{ends}."


def reward(run: Run) -> str | None:
    """The series of the reward; None where there is none, or the run is no reinforcement learning."""
    if roles(run).task != "reinforcement_learning":
        return None
    rewards = [key for key in run.series if kind(key).reward and not _BESIDE.search(key)]
    return min(rewards, key=lambda key: kind(key).metric != "reward", default=None)


def _reward(run: Run) -> str | None:
    key = reward(run)
    found = shape(run[key]) if key else None
    if key is None or found is None or len(found) < 2:
        return None
    way = "rose" if found.end - found.start > 3 * found.doubt else "fell" if found.end < found.start else "went"
    course = f"The reward {way} from {found.start:.4g} to {found.end:.4g}"
    gain, loss = found.high - found.start, found.high - found.end
    if gain <= found.luck or loss <= max(found.luck, PASSED * gain):
        return f"{course}."
    series, best = run[key], found.index[found.high_at]
    return f"{course}; it was best at {series.unit} {series.steps[int(best)]}, with {found.high:.4g}."


def _find(run: Run, name: re.Pattern[str]) -> Shape | None:
    key = next((key for key in run.series if name.search(key)), None)
    return shape(run[key]) if key else None
