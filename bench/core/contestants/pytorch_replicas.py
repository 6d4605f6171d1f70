"""Many replicas side by side in PyTorch: batched products written by hand, and vmap."""

from bench.core.work import Mlp, Run


def torch_baddbmm(work: Mlp) -> Run:
    """All replicas in batched products written by hand, Adam over lists of arrays."""
    import torch

    def run() -> None:
        torch.set_num_threads(1)
        parameters, x, y, rates = _torch_stack(work)
        K = len(work.rates)
        for p in parameters:
            p.requires_grad_()
        m, v, t = [torch.zeros_like(p) for p in parameters], [torch.zeros_like(p) for p in parameters], 0
        for _ in range(work.epochs):
            order = torch.randperm(len(x))
            for start in range(0, len(x), work.batch):
                rows = order[start : start + work.batch]
                h = x[rows].expand(K, -1, -1)
                for i in range(0, len(parameters), 2):
                    h = torch.baddbmm(parameters[i + 1], h, parameters[i])
                    h = h.relu() if i < len(parameters) - 2 else h
                loss = torch.nn.functional.cross_entropy(h.flatten(0, 1), y[rows].repeat(K), reduction="sum") / len(
                    rows
                )
                gradients = torch.autograd.grad(loss, parameters)
                t += 1
                _torch_adam(parameters, gradients, m, v, rates, t)

    return run


def torch_vmap(work: Mlp) -> Run:
    import torch
    from torch.func import grad, vmap

    def loss(parameters, x, y):  # type: ignore[no-untyped-def]
        h = x
        for i in range(0, len(parameters), 2):
            h = h @ parameters[i] + parameters[i + 1]
            h = h.relu() if i < len(parameters) - 2 else h
        return torch.nn.functional.cross_entropy(h, y)

    gradient = vmap(grad(loss), in_dims=(0, None, None))

    def run() -> None:
        torch.set_num_threads(1)
        parameters, x, y, rates = _torch_stack(work)
        m, v, t = [torch.zeros_like(p) for p in parameters], [torch.zeros_like(p) for p in parameters], 0
        for _ in range(work.epochs):
            order = torch.randperm(len(x))
            for start in range(0, len(x), work.batch):
                rows = order[start : start + work.batch]
                t += 1
                _torch_adam(parameters, gradient(parameters, x[rows], y[rows]), m, v, rates, t)

    return run


def _torch_stack(work: Mlp):  # type: ignore[no-untyped-def]
    import torch

    K = len(work.rates)
    parameters = []
    for n, m in zip(work.sizes, work.sizes[1:], strict=False):
        parameters += [torch.randn(K, n, m) * (2 / n) ** 0.5, torch.zeros(K, 1, m)]
    return parameters, torch.tensor(work.x), torch.tensor(work.y), torch.tensor(work.rates)[:, None, None]


def _torch_adam(parameters, gradients, m, v, rates, t) -> None:  # type: ignore[no-untyped-def]
    import torch

    with torch.no_grad():
        torch._foreach_lerp_(m, gradients, 0.1)
        torch._foreach_mul_(v, 0.999)
        torch._foreach_addcmul_(v, gradients, gradients, 0.001)
        root = torch._foreach_sqrt(v)
        torch._foreach_div_(root, (1 - 0.999**t) ** 0.5)
        torch._foreach_add_(root, 1e-8)
        step = torch._foreach_div(m, root)
        torch._foreach_mul_(step, [rates / (1 - 0.9**t)] * len(step))
        torch._foreach_sub_(parameters, step)
