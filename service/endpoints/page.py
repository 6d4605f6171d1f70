"""The web page."""

from flask import Blueprint, render_template

bp = Blueprint("page", __name__)


@bp.get("/")
def get_page() -> str:
    return render_template("index.html", diagnosis="")
