"""The training core, raced against its peers."""
