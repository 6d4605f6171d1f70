"""Trains every case with PyTorch and records what came out. Run by `make conformance`, in an environment with torch."""

import math
import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from analyzers.nn import losses, optimizers, schedules
from analyzers.nn.network import Stage
from tests.nn.conformance.cases import BATCH, CASES, EPOCHS, Case, data, start

torch.set_default_dtype(torch.float64)

ACTIVATIONS = {
    "linear": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": functional.relu,
    "elu": functional.elu,
    "selu": functional.selu,
    "gelu": functional.gelu,
    "swish": functional.silu,
    "softplus": functional.softplus,
}


def image(op, x):
    """Applies a channels-first operation to channels-last values."""
    return op(x.movedim(-1, 1)).movedim(1, -1)


def pooled(op, layer, x):
    pad = 0 if layer.padding == "valid" else layer.padding
    return image(lambda z: op(z, layer.pool_size, layer.strides, pad), x)


def convolved(op, layer, w, x):
    kernel = w["kernel"].movedim((-1, -2), (0, 1))
    return image(lambda z: op(z, kernel, w.get("bias"), layer.strides, layer.padding), x)


def activated(layer, x):
    if layer.function == "leaky_relu":
        return functional.leaky_relu(x, layer.negative_slope or 0.01)
    return ACTIVATIONS[layer.function](x)


def batch_norm(layer, w, x):
    momentum = 1 - (0.9 if layer.momentum is None else layer.momentum)
    args = (w["running_mean"], w["running_variance"], w["gamma"], w["beta"], True, momentum, layer.epsilon or 1e-5)
    return functional.batch_norm(x, *args) if x.ndim == 2 else image(lambda z: functional.batch_norm(z, *args), x)


FORWARD = {
    "dense": lambda layer, w, x: functional.linear(x, w["kernel"].T, w.get("bias")),
    "conv2d": lambda layer, w, x: convolved(functional.conv2d, layer, w, x),
    "conv1d": lambda layer, w, x: convolved(functional.conv1d, layer, w, x),
    "max_pool2d": lambda layer, w, x: pooled(functional.max_pool2d, layer, x),
    "max_pool1d": lambda layer, w, x: pooled(functional.max_pool1d, layer, x),
    "average_pool2d": lambda layer, w, x: pooled(functional.avg_pool2d, layer, x),
    "average_pool1d": lambda layer, w, x: pooled(functional.avg_pool1d, layer, x),
    "global_average_pool": lambda layer, w, x: x.mean(dim=tuple(range(1, x.ndim - 1))),
    "global_max_pool": lambda layer, w, x: x.amax(dim=tuple(range(1, x.ndim - 1))),
    "flatten": lambda layer, w, x: x.flatten(1),
    "reshape": lambda layer, w, x: x.reshape(len(x), *layer.target),
    "batch_norm": batch_norm,
    "layer_norm": lambda layer, w, x: functional.layer_norm(
        x, x.shape[-1:], w["gamma"], w["beta"], layer.epsilon or 1e-5
    ),
    "embedding": lambda layer, w, x: functional.embedding(x.long(), w["kernel"]).mean(dim=1),
    "activation": lambda layer, w, x: activated(layer, x),
    "softmax": lambda layer, w, x: functional.softmax(x, dim=-1),
}


def forward(stages: tuple[Stage, ...], weights, x):
    for stage in stages:
        own = {place.weight.name: weights[place.key] for place in stage.places}
        x = FORWARD[stage.layer.kind](stage.layer, own, x)
    return x


def loss_function(case: Case):
    loss, weights = case.loss, case.settings.class_weights
    classes = torch.tensor([weights.get(c, 1.0) for c in range(4)]) if weights else None
    match loss:
        case losses.Mse():
            return functional.mse_loss
        case losses.Mae():
            return functional.l1_loss
        case losses.Huber():
            return lambda y, t: functional.huber_loss(y, t, delta=loss.delta)
        case losses.BinaryCrossentropy():
            return functional.binary_cross_entropy_with_logits if loss.from_logits else functional.binary_cross_entropy
        case losses.CategoricalCrossentropy(from_logits=True):
            return lambda y, t: functional.cross_entropy(y, t.long() if loss.numbered else t, weight=classes)
        case losses.SparseCategoricalCrossentropy():
            return lambda y, t: functional.nll_loss(torch.log(y), t.long())
        case _:
            return lambda y, t: -(t * torch.log(y)).sum(1).mean()


def optimizer(chosen, parameters):
    given = {}
    names = {"rho": "alpha" if isinstance(chosen, optimizers.RmsProp) else "rho", "start": "initial_accumulator_value"}
    names |= {"learning_rate": "lr", "epsilon": "eps", "decay": "momentum_decay"}
    for name, value in vars(chosen).items():
        if value is not None and not name.startswith("beta"):
            given[names.get(name, name)] = value
    if hasattr(chosen, "beta_1"):
        given["betas"] = (chosen.beta_1, chosen.beta_2)
    kinds = {"sgd": "SGD", "rmsprop": "RMSprop", "adagrad": "Adagrad", "adadelta": "Adadelta"}
    kinds |= {"adam": "Adam", "adamw": "AdamW", "nadam": "NAdam"}
    return getattr(torch.optim, kinds[chosen.kind])(parameters, **given)


def scheduler(chosen, steps):
    """(scheduler, stepped every epoch?); the cosine with its floor is written out, PyTorch's floor is a rate."""
    lr = torch.optim.lr_scheduler
    match chosen:
        case schedules.StepDecay():
            return lr.StepLR(steps, chosen.every, chosen.factor), chosen.unit == "epoch"
        case schedules.Exponential():
            return lr.ExponentialLR(steps, chosen.factor ** (1 / chosen.every)), False
        case schedules.Cosine(restarts=False):
            base = steps.param_groups[0]["lr"]
            return lr.CosineAnnealingLR(steps, chosen.length, base * chosen.end), False
        case schedules.Polynomial() | schedules.InverseTime() | schedules.Cosine() | schedules.WarmUp():
            return lr.LambdaLR(steps, lambda t: written_out(chosen, t)), False
        case schedules.ReduceOnPlateau():
            return None, True
        case _:
            return lr.ConstantLR(steps, 1.0), False


def written_out(chosen, t):
    match chosen:
        case schedules.Polynomial():
            return (1 - chosen.end) * (1 - min(t / chosen.length, 1)) ** chosen.power + chosen.end
        case schedules.InverseTime():
            return 1 / (1 + chosen.rate * t / chosen.every)
        case schedules.WarmUp():
            if t < chosen.length:
                return t / chosen.length
            return 0.5 * (1 + math.cos(math.pi * min((t - chosen.length) / chosen.then.length, 1)))
        case schedules.Cosine():
            length, peak = chosen.length, 1.0
            while t >= length:
                t, length, peak = t - length, length * chosen.lengthen, peak * chosen.shrink
            return chosen.end + (1 - chosen.end) * peak * 0.5 * (1 + math.cos(math.pi * t / length))


def train(name: str, case: Case) -> dict[str, np.ndarray]:
    network, settings, examples = case.network("pytorch"), case.settings, data(name, case)
    weights = {key: torch.tensor(value) for key, value in start(name, network).items()}
    places = [place for stage in network.stages for place in stage.trained]
    learnt = [weights[place.key].requires_grad_() for place in places]
    steps, criterion = optimizer(settings.optimizer, learnt), loss_function(case)
    schedule, by_epoch = scheduler(settings.schedule, steps)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau
    if schedule is None:
        chosen = settings.schedule
        schedule = plateau(
            steps,
            factor=chosen.factor,
            patience=chosen.patience - 1,
            threshold=chosen.threshold,
            threshold_mode="abs",
            cooldown=chosen.cooldown,
            eps=0,
        )
    x, y = torch.tensor(examples.x), torch.tensor(examples.y)
    means = []
    for _ in range(EPOCHS):
        total = 0.0
        for begin in range(0, len(x), BATCH):
            inputs, targets = x[begin : begin + BATCH], y[begin : begin + BATCH]
            loss = criterion(forward(network.stages, weights, inputs), targets)
            for place in places:
                w = weights[place.key]
                loss = loss + place.weight.l1 * w.abs().sum() + place.weight.l2 * w.square().sum()
            steps.zero_grad()
            loss.backward()
            if settings.clip_value:
                torch.nn.utils.clip_grad_value_(learnt, settings.clip_value)
            if settings.clip_norm:
                torch.nn.utils.clip_grad_norm_(learnt, settings.clip_norm)
            steps.step()
            total += loss.item() * len(inputs)
            if not by_epoch:
                schedule.step()
        means.append(total / len(x))
        if isinstance(schedule, plateau):
            schedule.step(means[-1])
        elif by_epoch:
            schedule.step()
    return {"losses": np.array(means), **{key: value.detach().numpy() for key, value in weights.items()}}


if __name__ == "__main__":
    found = {}
    for name, case in CASES.items():
        if "pytorch" in case.frameworks:
            found |= {f"{name}|{key}": value for key, value in train(name, case).items()}
    np.savez_compressed(Path(__file__).parent / "reference" / "pytorch.npz", **found)
    sys.stdout.write(f"{len(CASES)} cases, torch {torch.__version__}\n")
