"""One training run as many programs would save it: the same five epochs, so that every reader has the same answer."""

import csv
import io
import json
from collections.abc import Callable, Sequence

EPOCHS = (1, 2, 3, 4, 5)
LOSS = (2.25, 1.5, 1.125, 0.875, 0.75)
VAL_LOSS = (2.5, 1.75, 1.5, 1.5625, 1.625)
ACCURACY = (0.125, 0.375, 0.5, 0.625, 0.6875)
RATE = (0.01, 0.01, 0.005, 0.005, 0.0025)
NAMES = ("epoch", "loss", "val_loss", "accuracy", "lr")
ROWS = tuple(zip(EPOCHS, LOSS, VAL_LOSS, ACCURACY, RATE, strict=True))
RECORDS = [dict(zip(NAMES, row, strict=True)) for row in ROWS]
CURVES = {name: [record[name] for record in RECORDS] for name in NAMES}


def table(delimiter: str, names: Sequence[str] = NAMES, comma: bool = False, quote: bool = False) -> str:
    """Header and rows as the csv module writes them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL)
    writer.writerow(names)
    for row in ROWS:
        writer.writerow([str(cell).replace(".", ",") if comma else cell for cell in row])
    return out.getvalue()


def lines(dump: Callable[[object], str]) -> str:
    return "\n".join(dump(record) for record in RECORDS) + "\n"


def sparse() -> str:
    """As Lightning's CSVLogger: training and validation in rows of their own, steps beside epochs."""
    rows = ["train_loss,epoch,step,val_loss,acc,lr-SGD"]
    for epoch, loss, val, acc, rate in ROWS:
        rows += [f",,{epoch * 10 - 1},,,{rate}", f"{loss},{epoch - 1},{epoch * 10 - 1},,{acc},"]
        rows.append(f",{epoch - 1},{epoch * 10 - 1},{val},,")
    return "\n".join(rows)


TABLES = {
    "commas": table(","),
    "semicolons": table(";"),
    "tabs": table("\t"),
    "bars": table("|"),
    "decimal commas": table(";", comma=True),
    "decimal commas in quotes": table(",", comma=True),
    "every cell in quotes": table(",", quote=True),
    "padded with spaces": table(",").replace(",", ",      "),
    "columns of spaces": table(" ").replace(" ", "    "),
    "a byte order mark": "\ufeff" + table(","),
    "a comment as header": "# " + table(" "),
    "comments before it": "# seed 1\n# lr schedule: step\n" + table(","),
    "prose before it": "Results of the second experiment\n\n" + table(","),
    "an index without a name": "\n".join(
        f"{n},{line}" for n, line in zip(["", *"01234"], table(",").split(), strict=True)
    ),
    "blank lines between": table(",").replace("\n", "\n\n"),
    "the header again amid the rows": table(",").replace("\n3,", "\nepoch,loss,val_loss,accuracy,lr\n3,"),
    "names in other words": table(",", ("Epoch #", "Train Loss", "Valid Loss", "Train Acc", "Learning Rate")),
    "names in Chinese": table(",", ("轮次", "训练损失", "验证损失", "训练准确率", "学习率")),
    "names in German": table(";", ("Epoche", "Verlust", "Validierung Verlust", "Genauigkeit", "Lernrate"), comma=True),
    "a column of times": "\n".join(
        f"{line},{time}" for line, time in zip(table(",").split(), ["time", *["00:12"] * 5], strict=True)
    ),
    "sparse rows": sparse(),
}

DOCUMENTS = {
    "a dict of lists": json.dumps(CURVES),
    "a history within": json.dumps({"history": CURVES, "params": {"epochs": 5, "verbose": 1}, "model": "net"}),
    "a list of records": json.dumps(RECORDS, indent=1),
    "records within": json.dumps({"best_metric": 1.5, "log_history": RECORDS, "is_local_process_zero": True}),
    "a data frame by columns": json.dumps({k: {str(n): v for n, v in enumerate(c)} for k, c in CURVES.items()}),
    "a data frame split": json.dumps({"columns": NAMES, "index": [0, 1, 2, 3, 4], "data": ROWS}),
    "epochs as keys": json.dumps({f"epoch_{r['epoch']}": r for r in RECORDS}),
    "splits as keys": json.dumps(
        {"train": {"loss": LOSS, "accuracy": ACCURACY}, "val": {"loss": VAL_LOSS}, "epoch": EPOCHS, "lr": RATE}
    ),
    "splits in records": json.dumps(
        [{"epoch": e, "train": {"loss": a, "accuracy": c}, "val": {"loss": v}, "lr": r} for e, a, v, c, r in ROWS]
    ),
    "splits of records": json.dumps(
        {
            "train": [{"epoch": e, "loss": a, "accuracy": c, "lr": r} for e, a, _, c, r in ROWS],
            "val": [{"epoch": e, "loss": v} for e, _, v, _, _ in ROWS],
        }
    ),
    "metrics by name": json.dumps(
        {"metrics": [{"key": k, "step": r["epoch"], "value": r[k]} for k in NAMES[1:] for r in RECORDS]}
    ),
    "numbers as words": json.dumps([{name: str(value) for name, value in record.items()} for record in RECORDS]),
    "lists of one": json.dumps([{name: [value] for name, value in record.items()} for record in RECORDS]),
    "a printed dict": repr(CURVES),
    "printed records": repr(RECORDS),
    "printed arrays": repr({**CURVES, "loss": "L"}).replace("'L'", f"array({list(LOSS)}, dtype=float32)"),
    "a defaultdict": f"defaultdict(<class 'list'>, {CURVES!r})",
    "lines": lines(json.dumps),
    "lines without spaces": lines(lambda record: json.dumps(record, separators=(",", ":"))),
    "lines behind a logger's words": lines(lambda record: "2024-01-01 10:00:00 | INFO | train | " + json.dumps(record)),
    "lines with a configuration first": json.dumps({"config": {"model": "net"}}) + "\n" + lines(json.dumps),
    "lines that say their split": "\n".join(
        json.dumps({"mode": "train", "epoch": e, "loss": a, "accuracy": c, "lr": r})
        + "\n"
        + json.dumps({"mode": "val", "epoch": e, "loss": v})
        for e, a, v, c, r in ROWS
    ),
}
