"""Small logs to post."""

DIVERGING = "".join(f"epoch {epoch}: loss = {2.0 * 1.9**epoch:.5g}\n" for epoch in range(1, 13)).encode()
OVERFITTING = "".join(
    f"epoch {epoch}: loss = {2.3 * 0.9**epoch:.4f}, val_loss = {1.2 + 0.0006 * (epoch - 15) ** 2:.4f}\n"
    for epoch in range(1, 51)
).encode()
HEALTHY = "".join(
    f"epoch {epoch}: loss = {0.2 + 2 * 0.8**epoch:.4f}, val_loss = {0.22 + 2 * 0.8**epoch:.4f}\n"
    for epoch in range(1, 41)
).encode()
