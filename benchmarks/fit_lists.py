"""Fits the weights by which the list that a question means is told from others, and from an answer in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from benchmarks.asked import Asked
from benchmarks.logit import Choice, conditional_logit, named_weights
from bot.answer.candidates import candidates
from bot.answer.extract import rank_sentences
from bot.answer.list_ranking import FEATURES, HITS, list_candidates, of_sentences
from bot.answer.lists import MAY_LIST
from bot.answer.sentence_lists import listed_within
from bot.answer.several import asks_for_several
from bot.answer.stated import shown_of
from bot.evaluation.measures import holds
from vectorstore.index import Index

_WEIGHTS = {"list": 1.0, "several": 0.3, "one": 1.0, "nothing": 0.3}
"""Of the questions that lists are fitted on: those that a list answers, those that ask for several things and a
sentence answers, those that ask for one, and those that nothing answers."""
_RIDGE = 1.0


def list_choice(index: Index, a: Asked) -> Choice | None:
    """The lists that an asked question may mean, and the answer in sentences as the last; None where a question is not
    answered by lists, or nothing that was found answers it."""
    is_list = a.case.answered and a.case.items is not None
    if not is_list and a.question.intent not in MAY_LIST:
        return None
    hits = a.hits[:HITS]
    chosen = rank_sentences(a.question, candidates(a.question, hits)).best()
    listed = listed_within(index, a.question, chosen)
    found = list_candidates(index, a.question, hits, chosen) if hits else []
    holding = [
        c.found.hit.bulletin.id == a.case.document_id and holds(shown_of(index, chosen, [c.found]), a.case)
        for c in found
    ]
    in_sentences = a.case.answered and holds(" ".join(c.text for c in chosen), a.case)
    features = np.array([*(c.features for c in found), of_sentences(a.question, chosen, listed)])
    if is_list:
        whole = [h and len(c.found.section.items) == a.case.items for h, c in zip(holding, found, strict=True)]
        by_sentences = in_sentences and (
            not any(whole) or (listed is not None and len(listed.section.items) == a.case.items)
        )
        right, kind = [*(w and not by_sentences for w in whole), by_sentences], "list"
    elif a.case.answered:
        by_sentences = in_sentences or not any(holding)
        right = [*(h and not by_sentences for h in holding), by_sentences]
        kind = "several" if asks_for_several(a.question) else "one"
    else:
        right, kind = [*(False for _ in found), True], "nothing"
    return Choice(features, np.array(right), _WEIGHTS[kind]) if any(right) else None


def fit_lists(choices: Mapping[str, Sequence[Choice]], report: Callable[[str], None]) -> dict[str, float]:
    """Weights of the features of lists; `choices` by the name of their set, each of which is left out once to report
    how many of its choices are right by the others' weights."""
    for name, own in choices.items():
        weights = conditional_logit([c for n, others in choices.items() if n != name for c in others], _RIDGE)
        right = sum(bool(c.right[int(np.argmax(c.features @ weights))]) for c in own)
        report(f"  lists of {name} left out: {right} of {len(own)} right")
    every = [choice for own in choices.values() for choice in own]
    return named_weights(FEATURES, conditional_logit(every, _RIDGE), 4)
