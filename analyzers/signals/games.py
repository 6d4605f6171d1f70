"""How a game stands whose losses need not fall: a GAN's two players, and the reward of reinforcement learning."""

import re

from analyzers.run import Run
from analyzers.signals.roles import REWARD, roles
from analyzers.signals.shape import Shape, shape

WON = 0.1  # discriminator's loss below which it tells nearly every fake (at a balance it is ln 2 a half)
LOST = 3.0  # generator's loss above which fakes pass for real with a probability below e^-3, 5 %
_DISCRIMINATOR = re.compile(r"discriminator_loss|d_loss|loss_d")
_GENERATOR = re.compile(r"generator_loss|g_loss|loss_g")


def standing(run: Run) -> str | None:
    """One sentence on what the curves of a game do tell; None for anything else."""
    task = roles(run).task
    return _players(run) if task == "gan" else _reward(run) if task == "reinforcement_learning" else None


def _players(run: Run) -> str | None:
    one, other = _find(run, _DISCRIMINATOR), _find(run, _GENERATOR)
    if one is None or other is None:
        return None
    ends = f"The discriminator's loss ended at {one.end:.3g}, the generator's at {other.end:.3g}"
    if 0 <= one.end < WON and other.end > LOST:
        return f"{ends}: the discriminator tells nearly every fake, so the generator has little left to learn from."
    return f"{ends}."


def _reward(run: Run) -> str | None:
    found = _find(run, REWARD)
    if found is None or len(found) < 2:
        return None
    way = "rose" if found.end - found.start > 3 * found.doubt else "fell" if found.end < found.start else "went"
    return f"The reward {way} from {found.start:.4g} to {found.end:.4g}."


def _find(run: Run, pattern: re.Pattern[str]) -> Shape | None:
    key = next((key for key in run.series if pattern.search(key.partition("/")[2])), None)
    return shape(run[key]) if key else None
