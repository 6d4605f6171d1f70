"""What a text says about a training run: by its calls, its settings and its prose."""
