import struct

import pytest
import resvg_py

from analyzers.diagnosis import Diagnosis
from analyzers.rendering import png
from analyzers.rendering.picture import FONT, rendered
from tests.rendering import diagnoses

TEXT = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><text x="5" y="30" font-size="24">{}</text></svg>'
)


@pytest.mark.parametrize("diagnosis", [diagnoses.diverging(), diagnoses.hostile(), diagnoses.in_words()])
def test_a_picture_is_a_png_of_the_charts_shape(diagnosis: Diagnosis) -> None:
    picture = png(diagnosis)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, _ = struct.unpack(">II", picture[16:24])
    assert width == 2 * 860


@pytest.mark.parametrize("text", ["loss", "потери", "ηλ ≥ 2", "độ chính xác"])
def test_text_is_drawn_without_the_fonts_of_the_machine(text: str) -> None:
    drawing = TEXT.format(text)
    drawn = resvg_py.svg_to_bytes(
        svg_string=drawing, skip_system_fonts=True, font_files=[str(FONT)], font_family="DejaVu Sans"
    )
    assert len(drawn) > len(resvg_py.svg_to_bytes(svg_string=TEXT.format(""))) + 300
    assert rendered(drawing) != rendered(TEXT.format(""))
