"""PyTorch as its users write it, and compiled."""

from bench.core.work import Cnn, Mlp, Run


def torch_eager(work: Mlp | Cnn, fused: bool = False, channels_last: bool = False, threads: int = 1) -> Run:
    import torch

    x = torch.tensor(work.x if isinstance(work, Mlp) else work.x.transpose(0, 3, 1, 2).copy())
    y = torch.tensor(work.y)
    if channels_last:
        x = x.to(memory_format=torch.channels_last)

    def one(rate: float) -> None:
        net = _torch_mlp(work) if isinstance(work, Mlp) else _torch_cnn(work)
        if channels_last:
            net = net.to(memory_format=torch.channels_last)
        steps = torch.optim.Adam(net.parameters(), lr=rate, fused=fused or None)
        for _ in range(work.epochs):
            order = torch.randperm(len(x))
            for start in range(0, len(x), work.batch):
                rows = order[start : start + work.batch]
                steps.zero_grad()
                torch.nn.functional.cross_entropy(net(x[rows]), y[rows]).backward()
                steps.step()

    def run() -> None:
        torch.set_num_threads(threads)
        for rate in work.rates if isinstance(work, Mlp) else (work.rate,):
            one(rate)

    return run


def torch_compiled(work: Mlp) -> Run:
    """Forward and backward pass compiled, Adam fused; the model is built and compiled before the clock runs."""
    import torch

    torch.set_num_threads(1)
    net, x, y = _torch_mlp(work), torch.tensor(work.x), torch.tensor(work.y)
    loss = torch.compile(lambda rows: torch.nn.functional.cross_entropy(net(x[rows]), y[rows]))
    steps = torch.optim.Adam(net.parameters(), lr=work.rates[0], fused=True)

    def run() -> None:
        torch.set_num_threads(1)
        for _ in range(work.epochs):
            order = torch.randperm(len(x))
            for start in range(0, len(x), work.batch):
                steps.zero_grad()
                loss(order[start : start + work.batch]).backward()
                steps.step()

    return run


def _torch_mlp(work: Mlp):  # type: ignore[no-untyped-def]
    from torch import nn

    pairs = list(zip(work.sizes, work.sizes[1:], strict=False))
    parts = [part for n, m in pairs for part in (nn.Linear(n, m), nn.ReLU())]
    return nn.Sequential(*parts[:-1])


def _torch_cnn(work: Cnn):  # type: ignore[no-untyped-def]
    from torch import nn

    parts: list[nn.Module] = []
    channels, size = work.x.shape[3], work.x.shape[1]
    for filters in work.filters:
        if filters is None:
            parts.append(nn.MaxPool2d(2))
            size //= 2
        else:
            parts += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU()]
            channels = filters
    parts.append(nn.Flatten())
    n = size * size * channels
    for units in work.dense:
        parts += [nn.Linear(n, units), nn.ReLU()]
        n = units
    return nn.Sequential(*parts, nn.Linear(n, work.classes))
