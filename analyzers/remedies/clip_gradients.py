"""Bound the size of a step.

What it does
    Scales the gradient of all parameters together down to a given norm wherever it is larger.

When it helps
    Single batches throw the weights out: spikes in the loss, recurrent networks, transformers, rare bad examples.

What it costs
    Little. A bound far below the usual norm slows training down like a lower rate.

References
    R. Pascanu et al., "On the difficulty of training recurrent neural networks", arXiv 1211.5063; for policies
    J. Schulman et al., arXiv 1707.06347, and OpenAI Spinning Up, PPO (target_kl 0.01 to 0.05).
"""

import numpy as np

from analyzers.remedy import Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import setup
from analyzers.suggested_rates import measured, rounded

TARGET_KL = 0.02  # the middle of what Spinning Up calls usual
NO_NORM = 0.4  # what it is worth where no norm was ever a number: a NaN divided by its norm is one
NORM = 1.0  # what language models and most recipes use where nothing is known about the gradients


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    if "train/clip_fraction" in run or "train/approx_kl" in run:
        return _of_policy(finding)
    if setup(run).clips:
        return None
    norm = _usual_norm(run, finding)
    return Suggestion(
        action="clip_gradients",
        headline=f"Clip the gradient's norm at {norm:g}",
        why="A single batch can then not throw the weights further than an ordinary one.",
        weight=NO_NORM if finding.code == "exploding_gradients" and measured(finding, "largest") == 0 else 1.0,
        addresses=(finding.code,),
        patch=({"op": "add", "path": "/training/optimizer/clip_norm", "value": norm},),
        code=_code(norm),
    )


def _of_policy(finding: Finding) -> Suggestion:
    return Suggestion(
        action="clip_gradients",
        headline=f"End an update once the policy has changed by a KL divergence of {TARGET_KL:g}, and clip it at 0.1",
        why="A policy that changes a little at a time can be corrected by what it sees next.",
        weight=1.0,
        addresses=(finding.code,),
        code={"pytorch": f"model = PPO(policy, env, target_kl={TARGET_KL:g}, clip_range=0.1)  # Stable-Baselines3"},
    )


def _usual_norm(run: Run, finding: Finding) -> float:
    """The median of the logged gradient norm, 1 where none was logged."""
    said = measured(finding, "usual_norm", "median_norm")
    if said:
        return rounded(said)
    if "train/gradient_norm" not in run:
        return NORM
    values = run["train/gradient_norm"].values
    finite = values[np.isfinite(values) & (values > 0)]
    return rounded(float(np.median(finite))) if len(finite) else NORM


def _code(norm: float) -> dict[str, str]:
    return {
        "keras": f"model.optimizer.global_clipnorm = {norm:g}  # after compile, before fit",
        "pytorch": f"torch.nn.utils.clip_grad_norm_(model.parameters(), {norm:g})  "
        "# between loss.backward() and optimizer.step()",
        "transformers": f"training_args.max_grad_norm = {norm:g}",
        "tensorflow": f"gradients, _ = tf.clip_by_global_norm(gradients, {norm:g})  # before apply_gradients",
        "tensorflow1": "gradients, variables = zip(*optimizer.compute_gradients(cost))\n"
        f"gradients, _ = tf.clip_by_global_norm(gradients, {norm:g})\n"
        "train_step = optimizer.apply_gradients(zip(gradients, variables))",
        "jax": f"optimizer = optax.chain(optax.clip_by_global_norm({norm:g}), optimizer)",
    }


REMEDY = Remedy(
    action="clip_gradients",
    title="Clip gradients",
    addresses={
        "exploding_gradients": 0.95,
        "loss_spikes": 0.5,
        "non_finite_loss": 0.45,
        "diverging": 0.35,
        "collapsed": 0.4,
    },
    suggest=suggest,
    doc=__doc__,
    not_for=("boosting",),
)
