"""A network bound to buffers for one batch size and K replicas: two lists of steps that run without asking anything.

Replicas that see the same examples share their activations (lead 1) up to the first layer that has weights.
"""

from itertools import pairwise
from math import prod

from analyzers.nn import activations
from analyzers.nn.flow import Border, ByClass, Columns, Flow, Plain, TrailingOne
from analyzers.nn.layer import Context, Weights
from analyzers.nn.layers import Activation, Softmax
from analyzers.nn.network import Network, Place, Stage
from analyzers.nn.types import Array, Generator

SMALL = 4096  # outputs of a batch up to which a copy of them takes less than a product starts earlier without it
WIDE = 32  # numbers in a vector from which on the layout decides: 2 % at 32, 5 % at 64, against 2 % at 16


class Plan:
    """Steps `forward` from `input` to `output`; `backward` from `output`'s gradient to `gradients`.

    parameters, gradients: (K, P); statistics: (K, S). Without gradients the plan only predicts.
    shared:   all replicas see the same examples
    training: dropout drops and batch norm looks at the batch
    """

    def __init__(
        self,
        network: Network,
        batch: int,
        parameters: Array,
        statistics: Array,
        gradients: Array | None = None,
        *,
        shared: bool = True,
        training: bool = False,
        streams: tuple[Generator, ...] = (),
    ) -> None:
        replicas = len(parameters)
        self.network, self.batch, self.gradients = network, batch, gradients
        self.parameters, self.statistics = parameters, statistics
        context = Context(network.defaults, training, replicas, batch, streams)
        self.flows = _flows(network, replicas, batch, 1 if shared else replicas, parameters, gradients is not None)
        self.steps = [
            stage.layer.bind(x, out, weights_of(stage, parameters, statistics, gradients), context)
            for stage, (x, out) in zip(network.stages, pairwise(self.flows), strict=True)
        ]
        self.forward = tuple(step for steps in self.steps for step in steps.forward)
        self.backward = tuple(step for steps in reversed(self.steps) for step in steps.backward)

    @property
    def input(self) -> Flow:
        return self.flows[0]

    @property
    def output(self) -> Flow:
        return self.flows[-1]


def weights_of(stage: Stage, parameters: Array, statistics: Array, gradients: Array | None) -> Weights:
    """Views of one stage's weights in the rows of all."""
    value = {p.weight.name: _view(parameters if p.weight.trained else statistics, p) for p in stage.places}
    slopes = {} if gradients is None else {p.weight.name: _view(gradients, p) for p in stage.trained}
    joined = _joined(parameters, stage)
    return Weights(value, slopes, joined, joined if gradients is None else _joined(gradients, stage))


def _view(rows: Array, place: Place) -> Array:
    return rows[:, place.start : place.stop].reshape(len(rows), *place.weight.shape)


def _joined(rows: Array, stage: Stage) -> Array:
    if not stage.trained:
        return rows[:, :0]
    first, last = stage.trained[0], stage.trained[-1]
    return rows[:, first.start : last.stop].reshape(len(rows), -1, first.weight.shape[-1])


def _flows(network: Network, replicas: int, batch: int, lead: int, like: Array, backward: bool) -> list[Flow]:
    """One before each stage and one behind the last; an activation that can overwrites its input shares it."""
    stages = network.stages
    learns = False
    border = _by_row(_wish(stages, 0)) or Plain()
    flows = [Flow.fresh(lead, batch, network.input_shape, border, like.dtype, backward=False)]
    for index, stage in enumerate(stages):
        learned, learns = learns, learns or bool(stage.trained)
        lead = replicas if stage.places or index == len(stages) - 1 else lead
        if index and lead == flows[-1].lead and _overwrites(stages, index, network):
            flows.append(flows[-1])
            continue
        alone = replicas == 1 and batch * prod(stage.output_shape) <= SMALL
        border = flows[-1].border if stage.layer.elementwise else _output_border(stages, index, learned, alone)
        flows.append(Flow.fresh(lead, batch, stage.output_shape, border, like.dtype, backward and learns))
    return flows


def _output_border(stages: tuple[Stage, ...], index: int, learns: bool, alone: bool) -> Border:
    """learns: whether something before this stage does. alone: one replica, with outputs that are copied in no time.

    Vectors are columns between two layers that both give gradients to what is before them. Behind one that gives none
    they are rows: then no product of either is by a transposed matrix from the right, the slow one if it is not small.
    Products of a single replica start earlier on rows in one piece; `Dense` copies them beside ones.
    """
    stage, wish = stages[index], _wish(stages, index + 1)
    if wish != Columns() or (stage.layer.by_column and (learns or stage.output_shape[0] < WIDE)):
        return wish or stage.layer.own_border(stage.input_shape)
    return Plain() if alone and stage.layer.by_column else TrailingOne()


def _by_row(border: Border | None) -> Border | None:
    """For who cannot write columns: the 1 that a product wants is as good behind a row."""
    return TrailingOne() if border == Columns() else border


def _wish(stages: tuple[Stage, ...], index: int) -> Border | None:
    """The border that the first stage from `index` on that has a wish wants; the loss wants class-major vectors."""
    for stage in stages[index:]:
        if not stage.layer.elementwise:
            wish = stage.layer.border(stage.input_shape)
            return None if wish == Plain() else wish
    return ByClass() if len(stages[-1].output_shape) == 1 else None


def _overwrites(stages: tuple[Stage, ...], index: int, network: Network) -> bool:
    """Whether the stage may write over its input: it looks back only at its output, as nothing before it does."""
    layer, before = stages[index].layer, stages[index - 1].layer
    if not isinstance(layer, Activation) or isinstance(before, Activation | Softmax):
        return False
    return activations.function(layer.function, network.defaults).from_output
