"""Convolution with stride 1, padded alike on both sides or not at all, without copying windows.

Images lie flat with zeros between rows (see flow.Padded), so the k·C numbers below one row of a kernel of width k are
one piece of memory, and every k-th window is disjoint from the next: `flat[p·C:].reshape(windows, k·C)` is a matrix
whose product with a kernel row fills every k-th output. That is k products for each kernel row, over blocks of windows
small enough to stay in cache. Windows that reach over the end of a row give outputs that nobody asks for: they stand
where the output has its border, which then overwrites them. A sequence is an image of one row.
"""

from math import prod

import numpy as np

from analyzers.nn.calls import run
from analyzers.nn.flow import Buffer, Flow, Padded
from analyzers.nn.layer import Steps, Weights
from analyzers.nn.products import UNCOPIED
from analyzers.nn.types import Array, Step

# Below these, copying was faster (bench of single layers of 2 to 64 channels, kernels 2 to 9, images of 4 to 28).
CHANNELS = 2
OUTPUTS = 36  # of an image: copying 4×4 takes three quarters of the time, 8×8 1.4 times
USEFUL = 1 / 3  # of the outputs that are computed, those that are asked for


def pays(channels: int, outputs: int, positions: int) -> bool:
    """Whether this is faster than copying windows, for images of so many positions that give so many outputs."""
    return channels >= CHANNELS and outputs >= max(OUTPUTS, USEFUL * positions)


def convolve(x: Flow, out: Flow, weights: Weights, border: Padded, bias: bool) -> Steps:
    """y = x ∗ W + b on an input with the border `border`."""
    wanted, line = border.of_output, border.line(x.shape)
    grid = out if out.border == wanted else Flow.fresh(out.lead, x.batch, out.shape, wanted, x.dtype, backward=True)
    kernel = weights.value["kernel"]
    kernel = kernel.reshape(len(kernel), -1, *kernel.shape[-3:])
    K, rows, columns, C, F = kernel.shape
    outputs = _positions(grid.value, grid, wanted)
    product = LineProduct(_flat(x.value, x), outputs, kernel.reshape(K, rows, columns * C, F), columns, line)
    add_bias = _bias(outputs, grid, wanted, weights.value["bias"]) if bias else lambda: None
    sealing = grid.value.sealing

    def forward() -> None:
        product.forward()
        add_bias()
        run(sealing)
        if grid is not out:
            np.copyto(out.x, grid.x)

    if out.gradient is None:
        return Steps((forward,))
    d, dkernel = grid.slope, weights.gradient["kernel"].reshape(K, rows, columns * C, F)
    turned = np.empty((K, rows, columns, F, C), x.dtype)
    slopes, ones = _positions(d, grid, wanted), np.ones((1, 1, outputs.shape[1]), x.dtype)
    back = x.gradient and LineProduct(
        _flat(d, grid), _positions(x.gradient, x, border), turned.reshape(K, rows, columns * F, C), columns, line
    )
    sealing_slopes = d.sealing

    def backward() -> None:
        if grid is not out:
            np.copyto(grid.dx, out.dx)
        run(sealing_slopes)
        product.kernel_gradient(slopes, dkernel)
        if bias:
            np.matmul(ones, slopes, out=weights.gradient["bias"][:, None])
        if back:
            np.copyto(turned, kernel[:, ::-1, ::-1].swapaxes(3, 4))
            back.forward()

    return Steps((forward,), (backward,))


class LineProduct:
    """The products of all kernel rows (K, rows, columns·C, F) with the lines of `flat`, into `result`, positions each.

    columns: of the kernel; line: positions from one row of an image to the next
    """

    def __init__(self, flat: Array, result: Array, kernel: Array, columns: int, line: int) -> None:
        K, rows, depth, F = kernel.shape
        windows = result.shape[1] // columns
        block = max(1, UNCOPIED // (F * depth))
        self._sum = np.empty((K, min(block, windows) * columns, F), result.dtype)
        self._kernels = [kernel[:, row] for row in range(rows)]
        self._blocks = [
            _Block(flat, result, self._sum, rows, columns, line, start, min(start + block, windows))
            for start in range(0, windows, block)
        ]
        self._part = np.empty_like(self._kernels[0])

    def forward(self) -> None:
        for block in self._blocks:
            for row, kernel in enumerate(self._kernels):
                for taps, first, later in block.phases[row]:
                    np.matmul(taps, kernel, out=later if row else first)
                if row:
                    np.add(block.result, block.sum, out=block.result)

    def kernel_gradient(self, slopes: Array, into: Array) -> None:
        """into (K, rows, columns·C, F) becomes Σ taps · slopes; slopes: (K, positions, F), laid out as the result."""
        into[...] = 0
        for block in self._blocks:
            for row in range(into.shape[1]):
                for phase, (taps, _, _) in enumerate(block.phases[row]):
                    np.matmul(taps.swapaxes(1, 2), block.own(slopes, phase), out=self._part)
                    np.add(into[:, row], self._part, out=into[:, row])


class _Block:
    """Windows start … stop of every phase, few enough to stay in cache, with all views made once.

    phases: for each kernel row, for each phase: its taps (lead, windows, columns·C), where its products go in the
    result, and where in `sum`, (K, windows, F) each
    """

    def __init__(
        self, flat: Array, result: Array, total: Array, rows: int, columns: int, line: int, start: int, stop: int
    ) -> None:
        self._columns, self._slice = columns, slice(start * columns, stop * columns)
        count = stop - start
        self.result, self.sum = result[:, self._slice], total[:, : count * columns]
        self.phases = []
        for row in range(rows):
            first = row * line + start * columns
            self.phases.append(
                [
                    (
                        flat[:, first + p : first + p + count * columns].reshape(len(flat), count, -1),
                        self.own(result, p),
                        self._phase(self.sum, p),
                    )
                    for p in range(columns)
                ]
            )

    def own(self, positions: Array, phase: int) -> Array:
        """(K, windows, F): this block's part of one phase."""
        return self._phase(positions[:, self._slice], phase)

    def _phase(self, positions: Array, phase: int) -> Array:
        K, count, F = positions.shape
        return positions.reshape(K, count // self._columns, self._columns, F)[:, :, phase]


def _flat(buffer: Buffer, of: Flow) -> Array:
    """(lead, positions, channels): all of a flow's padded buffer."""
    return buffer.whole.reshape(of.lead, -1, of.shape[-1])


def _positions(buffer: Buffer, of: Flow, border: Padded) -> Array:
    """(lead, positions, channels): without the zeros before and behind all."""
    flat = _flat(buffer, of)
    return flat[:, border.before(of.shape) : flat.shape[1] - border.behind(of.shape)]


def _bias(outputs: Array, grid: Flow, border: Padded, bias: Array) -> Step:
    """Adds the bias everywhere, from a tile as large as an image: short rows would be slow."""
    F, cells = grid.shape[-1], (prod(grid.shape[:-2]) + border.rows) * border.line(grid.shape)
    images = outputs[:, : grid.batch * cells].reshape(grid.lead, grid.batch, cells * F)
    tile, ones = np.empty((len(bias), cells, F), bias.dtype), np.ones((1, cells, 1), bias.dtype)
    flat_tile, flat_bias = tile.reshape(len(bias), 1, cells * F), bias[:, None]

    def add() -> None:
        np.matmul(ones, flat_bias, out=tile)
        np.add(images, flat_tile, out=images)

    return add
