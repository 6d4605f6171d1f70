"""Images that code loads as bytes of 0 to 255 and trains on as they are."""

import re

_LOADED = re.compile(
    r"\b(?:(?:fashion_)?mnist|cifar100?)\.load_data\(|\b(?:cv2\.)?imread\(|\bload_img\(|\bImageDataGenerator\(\s*\)"
    r"|\bimage_dataset_from_directory\("
)
_SCALED = re.compile(
    r"25[56]|127\.5|[Rr]escal|[Nn]ormali[sz]|preprocess_input|Scaler|ToTensor|scale\(|standardi[sz]|\.std\(|BatchNorm"
)


def raw(text: str) -> int | None:
    """The line of pasted code that loads images, where nothing in the text brings them to another scale."""
    loaded = _LOADED.search(text)
    if loaded is None or _SCALED.search(text) or ".fit(" not in text:
        return None
    return text.count("\n", 0, loaded.start()) + 1
