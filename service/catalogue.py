"""What can be found and what can be changed, by name."""

from collections.abc import Mapping

from analyzers import remedies, rules
from analyzers.check import Check
from analyzers.checks import CHECKS
from analyzers.remedy import Remedy
from analyzers.rule import Rule

FINDINGS: Mapping[str, Rule | Check] = {
    **rules.BY_ID,
    **{each.id: each for each in CHECKS if each.id not in rules.BY_ID},
}
"""Rules look at curves, checks at a spec before any training; what both find is explained by the rule."""

REMEDIES: Mapping[str, Remedy] = {each.action: each for each in remedies.REMEDIES}
