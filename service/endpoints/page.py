"""The web pages: the form, and the catalogues to read."""

from flask import Blueprint, render_template

from analyzers.source import names
from analyzers.spec.catalogue import chapters
from service import documentation
from service.catalogue import FINDINGS, REMEDIES

bp = Blueprint("page", __name__)
bp.add_app_template_filter(documentation.summary)
bp.add_app_template_filter(documentation.sections)
bp.add_app_template_filter(documentation.inline)


@bp.app_context_processor
def what_networks_are_made_of() -> dict[str, str]:
    """For the page, which offers to train a network that stands in a text."""
    return {"networks": " ".join(names.NETWORKS)}


@bp.get("/")
def get_page() -> str:
    return render_template("index.html", diagnosis="")


@bp.get("/findings")
def get_findings_page() -> str:
    return render_template("findings.html", findings=FINDINGS.values(), remedies=REMEDIES.values())


@bp.get("/specs")
def get_specs_page() -> str:
    return render_template("specs.html", chapters=chapters())
