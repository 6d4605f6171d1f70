"""Bring the inputs, and the numbers that are to be predicted, to one scale.

What it does
    Shifts and scales every input to mean 0 and deviation 1 over the training set (images: divides by 255); for
    regression the target as well.

When it helps
    Raw pixels, prices, years, counts. The curvature of the loss grows with the square of the inputs' size, and the
    largest stable learning rate falls with it.

What it costs
    The same numbers have to be applied to whatever is predicted later.

References
    Y. LeCun et al., "Efficient BackProp", 1998, section 4.3.
"""

from dataclasses import replace

from analyzers.remedy import Patch, Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import setup
from analyzers.signals.kind import kind
from analyzers.signals.magnitude import SCALED, classifies
from analyzers.signals.roles import roles
from analyzers.suggested_rates import likelihood

KERAS = (
    "normalize = keras.layers.Normalization()\nnormalize.adapt(x_train)\n"
    "model = keras.Sequential([normalize, *model.layers])"
)
INPUTS = (
    "mean, deviation = x_train.mean({axis}=0), x_train.std({axis}=0) + 1e-8\nx_train = (x_train - mean) / deviation"
)
TARGET = (
    "target_mean, target_deviation = y_train.mean(), y_train.std()\n"
    "y_train = (y_train - target_mean) / target_deviation\n"
    "# to predict: {predict} * target_deviation + target_mean"
)
SKLEARN = "from sklearn.pipeline import make_pipeline\nmodel = make_pipeline(StandardScaler(), model)"
SKLEARN_TARGET = (
    "from sklearn.compose import TransformedTargetRegressor\n"
    "model = TransformedTargetRegressor(model, transformer=StandardScaler())"
)

ERRORS = frozenset({"mse", "rmse", "mae"})
SQUARED = 1.5  # how much more it is worth where the errors that overflow are squares of a target that may be large
LARGE = 2.5  # and where it is: then a lower rate alone would take long
LIKELY = 0.8  # from which a loss that is no cross-entropy is so large that the target is to be scaled as well


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    if "highest" in finding.evidence:
        return _pixels(finding)
    numbers, scaled = _predicts_numbers(run), str(run.known("scaled") or "")
    target = numbers or (likelihood(finding, "unscaled_inputs") >= LIKELY and not classifies(run))
    made = _suggestion(finding, "inputs" not in scaled, target and "target" not in scaled)
    return _of_overflow(run, made) if made and numbers and finding.code == "non_finite_loss" else made


def _pixels(finding: Finding) -> Suggestion:
    return Suggestion(
        action="scale_inputs",
        headline="Divide the pixels by 255, so that the inputs lie between 0 and 1",
        why=f"{finding.headline} The largest stable learning rate falls with the square of the inputs' size.",
        weight=1.0,
        addresses=(finding.code,),
        code={
            "keras": "x_train, x_test = x_train / 255.0, x_test / 255.0",
            "pytorch": "x = x.float() / 255",
            "tensorflow": "x_train, x_test = x_train / 255.0, x_test / 255.0",
            "tensorflow1": "x_train, x_test = x_train / 255.0, x_test / 255.0",
            "sklearn": "x_train, x_test = x_train / 255.0, x_test / 255.0",
        },
    )


def _predicts_numbers(run: Run) -> bool:
    """Whether it says so, or measures by how much it is wrong, and nothing else."""
    if setup(run).loss in ("mse", "mae", "huber") or run.known("task") == "regression":
        return True
    return not roles(run).qualities and any(kind(key).metric in ERRORS for key in run.series)


def _of_overflow(run: Run, made: Suggestion) -> Suggestion:
    """The same where a squared error overflowed: sooner, and first where its first value tells of a large target."""
    loss = roles(run).loss
    first = float(run[loss].finite[0]) if loss and len(run[loss].finite) else 0.0
    if first <= SCALED:
        return replace(made, weight=SQUARED)
    return replace(made, weight=LARGE, why=f"An error that begins at {first:.3g} is one of targets far larger than 1.")


def _suggestion(finding: Finding, inputs: bool, target: bool) -> Suggestion | None:
    what = " and ".join(["the inputs"] * inputs + ["the target"] * target)
    if not what:
        return None
    return Suggestion(
        action="scale_inputs",
        headline=f"Scale {what} to mean 0 and deviation 1",
        why="The largest stable learning rate falls with the square of the inputs' size."
        if inputs
        else "The weights begin at a size that fits outputs of about 1: a larger target is a long way to go.",
        weight=1.0,
        addresses=(finding.code,),
        patch=patch(inputs, target),
        code=CODE[inputs, target],
    )


def patch(inputs: bool, target: bool) -> Patch:
    """What scales one or both of them in a spec."""
    keys = ["scale"] * inputs + ["scale_target"] * target
    return tuple({"op": "add", "path": f"/data/{key}", "value": "standard"} for key in keys)


def _code(inputs: bool, target: bool) -> dict[str, str]:
    """The lines for both, or for one of them alone."""

    def lines(of_inputs: str, of_target: str) -> str:
        return "\n".join([of_inputs] * inputs + [of_target] * target)

    return {
        "keras": lines(KERAS, TARGET.format(predict="model.predict(x)")),
        "pytorch": lines(INPUTS.format(axis="dim"), TARGET.format(predict="model(x)")),
        "tensorflow": lines(KERAS.replace("keras.", "tf.keras."), TARGET.format(predict="model.predict(x)")),
        "tensorflow1": lines(INPUTS.format(axis="axis"), TARGET.format(predict="prediction")),
        "jax": lines(INPUTS.format(axis="axis"), TARGET.format(predict="model.apply(params, x)")),
        "sklearn": f"from sklearn.preprocessing import StandardScaler\n{lines(SKLEARN, SKLEARN_TARGET)}",
    }


CODE = {(inputs, target): _code(inputs, target) for inputs in (False, True) for target in (False, True)}

REMEDY = Remedy(
    action="scale_inputs",
    title="Scale the data",
    addresses={"unscaled_inputs": 1.0, "stuck_at_chance": 0.2, "diverging": 0.25},
    suggest=suggest,
    doc=__doc__,
    not_for=("boosting",),
)
