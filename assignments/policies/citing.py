"""The rules with what they stand on, and the warnings where that is no longer in force."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from assignments.models import Policy, PolicyCitation
from assignments.policies.rules import RULES, Rule
from assignments.policies.validity import PAST, Validity, with_validity


@dataclass(frozen=True)
class Basis:
    """One citation: the policy, the clause, and the policy's validity on the day asked for."""

    pk: int
    policy: Policy
    clause: str
    validity: Validity

    @property
    def is_past(self) -> bool:
        return self.validity in PAST


@dataclass(frozen=True)
class RuleBasis:
    """A rule with everything it stands on."""

    rule: Rule
    bases: list[Basis]

    @property
    def warning(self) -> str:
        """What the office has to look at; "" when nothing is wrong."""
        past = [one for one in self.bases if one.is_past]
        if past:
            names = "、".join(one.policy.document_number or f"《{one.policy.title}》" for one in past)
            return f"依据的{names}已失效或被替代，请核对规则是否仍然成立，并改引现行文件。"
        return "没有登记依据，请补登，或把规则标为办公室自定。" if self.lacks else ""

    @property
    def lacks(self) -> bool:
        return self.rule.evidence.needs_citation and not self.bases


def rule_bases(*, on: date) -> list[RuleBasis]:
    """All rules in order, each with its citations; two questions to the database."""
    policies = {one.pk: one for one in with_validity(Policy.objects.from_the_top(), on=on)}
    places = {pk: place for place, pk in enumerate(policies)}
    cited: dict[str, list[Basis]] = defaultdict(list)
    for one in sorted(PolicyCitation.objects.order_by("pk"), key=lambda cited: places[cited.policy_id]):
        policy = policies[one.policy_id]
        cited[one.rule].append(Basis(one.pk, policy, one.clause, Validity(policy.validity)))
    return [RuleBasis(rule, cited[rule.number]) for rule in RULES]
