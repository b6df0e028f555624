"""Fits the weights and thresholds: `python -m benchmarks.fit [FOLDER]`.

Fitted on half of our own questions and, where a folder in the format of bot.evaluation.sets is named, on half of its
xquad-like sets (halved by article); the other halves are for reporting. The weights of lists, of which a set has few,
are fitted on all testers' sets too, and reported by leaving each of these out. Writes vectorstore/fusion.json and
bot/answer/fitted.json.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.asked import Asked, ask_all, documents_of_group, without
from benchmarks.fit_lists import fit_lists, list_choice
from benchmarks.logit import Choice, conditional_logit, named_weights
from benchmarks.sets import PROJECT, folder_sets, sample_set, split, tester_sets
from bot.answer import candidates as sentence_features
from bot.answer import confidence as judging
from bot.answer.candidates import candidates
from bot.answer.extract import rank_sentences
from bot.answer.fitted import Confidence, fitted, product
from bot.answer.lists import choose_lists
from bot.answer.sentence_lists import listed_within
from bot.answer.stated import is_stated, shown_of
from bot.evaluation.indexes import temporary_index
from bot.evaluation.measures import holds, is_right, rank, recall
from bot.evaluation.sets import Case, QuestionSet
from vectorstore.fusion import FusionWeights, fusion_weights
from vectorstore.index import Index
from vectorstore.models import BlockKind, Hit
from vectorstore.query import Form
from vectorstore.search import FORMALITY, UNMET

FUSION = PROJECT / "vectorstore" / "fusion.json"
FITTED = PROJECT / "bot" / "answer" / "fitted.json"
_THRESHOLDS = {Form.VIETNAMESE: 0.15, Form.PLAIN: 0.2, Form.ENGLISH: 0.15}
"""The confidence below which nothing is answered: where the refusal curves of our set, the testers' and xquad-dev begin
to give up more right answers than they refuse wrong ones."""
_STRENGTH = 0.01  # C of the logistic regression on features and products: small, as there are many
_OWN_PART = 3.0  # features count so many times against products, and so are shrunk less
_OWN_WEIGHT = 3.0  # of a question that was written to be unanswerable, against one made so by taking a bulletin out
_TESTERS = ("thanh-lo",)  # whose sets all weights are fitted on
_RIDGE = 0.25  # of the weights of sentences
_FEW = 10  # bulletins, up to which a set is not fitted on: it has no others to tell the right one from
_STEPS = {
    "dense": (0.2, 0.35, 0.5, 0.65),
    "coverage": (0.0, 0.05, 0.1, 0.2, 0.3),
    "lexical": (0.0, 0.1, 0.2, 0.3, 0.4, 0.6),
    "context": (0.0, 0.05, 0.1, 0.15, 0.2, 0.3),
    "covered": (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6),
    "unmet": (0.0, 0.03, 0.06, 0.09, 0.12, 0.16, 0.2),
}

_Work = tuple[Index, QuestionSet, Sequence[Case], float]
"""An index, the set whose bulletins it holds, the cases of it that are fitted on, and how much each counts."""
Judged = tuple[tuple[float, ...], float]
"""The features of an answer, and how much it counts."""


def is_fitted_on(questions: QuestionSet) -> bool:
    """Whether half of a set of other people's is fitted on."""
    return len(questions.bulletins) > _FEW


def fit_fusion(asked: Sequence[Asked], start: FusionWeights) -> FusionWeights:
    """Coordinate search for the weights with the best ranking."""

    def quality(weights: FusionWeights) -> float:
        total = 0.0
        for a in asked:
            place = rank(sorted(a.hits, key=lambda hit: rescored(hit, weights), reverse=True), a.case)
            total += a.weight * (0.0 if place is None else 1 / (1 + place) + (place == 0) + 0.5 * (place < 5))
        return total

    best, best_quality = start, quality(start)
    for _ in range(2):
        for name, values in _STEPS.items():
            for value in values:
                tried = _with(best, name, value)
                tried_quality = quality(tried)
                if tried_quality > best_quality + 1e-9:
                    best, best_quality = tried, tried_quality
    return best


def _with(weights: FusionWeights, name: str, value: float) -> FusionWeights:
    """The weights with one changed; those of passage and best sentence sum to 1."""
    changed: dict[str, Any] = {"dense": value, "best": 1 - value} if name == "dense" else {name: value}
    return replace(weights, **changed)


def rescored(hit: Hit, weights: FusionWeights) -> float:
    """A hit's score with other weights."""
    best = max(s + weights.coverage * c for s, c in zip(hit.similarities, hit.coverages, strict=True))
    vectors = weights.dense * hit.dense + weights.best * best + weights.context * hit.context
    words = weights.lexical * hit.lexical + weights.covered * hit.covered
    words -= weights.unmet * min(hit.unmet, UNMET)
    return vectors + words - (FORMALITY if hit.passage.kind in (BlockKind.SIGNATURE, BlockKind.RECIPIENTS) else 0.0)


def fit_sentences(asked: Sequence[Asked]) -> dict[str, float]:
    """Weights of the sentence features."""
    choices = []
    for a in asked:
        if a.case.items is not None or not a.case.answered:
            continue
        found = candidates(a.question, a.hits)
        right = [is_right(c.hit, a.case) and holds(c.text, a.case) for c in found]
        if any(right):
            choices.append(Choice(np.array([c.features for c in found]), np.array(right), a.weight))
    return named_weights(sentence_features.FEATURES, conditional_logit(choices, _RIDGE), 4)


def judged(index: Index, a: Asked) -> tuple[tuple[float, ...], bool] | None:
    """The features by which the answer to a question is judged, and whether it is right; None if nothing was found, or
    only what is not judged by them."""
    found = candidates(a.question, a.hits)
    if not found:
        return None
    chosen = rank_sentences(a.question, found).best()
    sections = choose_lists(index, a.question, a.hits, chosen, listed_within(index, a.question, chosen))
    shown = shown_of(index, chosen, sections)
    if sections and a.question.ordinal is not None:
        item = sections[0].item(a.question.ordinal)
        shown = index.catalogue.text(sections[0].hit.bulletin.id)[item.start : item.end] if item else ""
    if not is_stated(index, a.question, chosen, sections):
        return None
    right = a.case.answered and holds(shown, a.case)
    return judging.features(a.question, a.hits, chosen, next(iter(sections), None)), right


def fit_confidence(positive: Sequence[Judged], negative: Sequence[Judged]) -> Confidence:
    """The model of the confidence.

    On the halves that nothing is fitted on, the products raise the AUROC of xquad-dev from .990 to .992, without
    accents from .990 to .993 and in English from .947 to .957.
    """
    from sklearn.linear_model import LogisticRegression

    names = judging.FEATURES
    x = np.array([features for features, _ in itertools.chain(positive, negative)])
    y = np.array([1] * len(positive) + [0] * len(negative))
    weights = np.array([weight for _, weight in itertools.chain(positive, negative)])
    weights = weights * np.where(y == 1, 1 / weights[y == 1].sum(), 1 / weights[y == 0].sum()) * len(y)
    means, scales = x.mean(axis=0).round(6), (x.std(axis=0) + 1e-6).round(6)
    z = (x - means) / scales
    pairs = list(itertools.combinations_with_replacement(range(len(names)), 2))
    products = np.array([[product(row[a], row[b]) for a, b in pairs] for row in z])
    shrunk = np.concatenate([_OWN_PART * z, products], axis=1)
    model = LogisticRegression(C=_STRENGTH, max_iter=5000).fit(shrunk, y, sample_weight=weights)
    solved = model.coef_[0]
    table: dict[str, dict[str, float]] = {}
    for (a, b), weight in zip(pairs, solved[len(names) :], strict=True):
        table.setdefault(names[a], {})[names[b]] = round(float(weight), 5)
    return Confidence(
        round(float(model.intercept_[0]), 5),
        named_weights(names, means, 6),
        named_weights(names, scales, 6),
        named_weights(names, _OWN_PART * solved[: len(names)], 5),
        table,
    )


def fit(sets: Sequence[tuple[QuestionSet, Sequence[Case], float]], report: Callable[[str], None]) -> None:
    """Fits everything on some cases of each set, which counts by its weight, and writes the two files."""
    with ExitStack() as stack:
        work = _opened(stack, sets)
        fusion, numbers = dict(fusion_weights()), {form: asdict(f) for form, f in fitted().items()}
        for form in Form:
            asked = [a for i, _, c, w in work for a in ask_all(i, c, form, w) if a.case.document_id]
            fusion[form] = fit_fusion(asked, fusion[form])
            before, after = ([_rank(a, w) for a in asked] for w in (fusion_weights()[form], fusion[form]))
            report(
                f"{form}: recall@1 of the fitted half {recall(before, 1):.1f} → {recall(after, 1):.1f} {fusion[form]}"
            )
        write(FUSION, {form.value: asdict(weights) for form, weights in fusion.items()})
        fusion_weights.cache_clear()
        for form in Form:
            asked = [a for i, _, c, w in work for a in ask_all(i, c, form, w)]
            numbers[form]["sentence"] = fit_sentences(asked)
            report(f"{form}: sentences {numbers[form]['sentence']}")
        write(FITTED, {form.value: number for form, number in numbers.items()})
        fitted.cache_clear()
        _fit_lists(numbers, work, report)
        _fit_confidence(numbers, work, report)


def fit_only(
    part: str, sets: Sequence[tuple[QuestionSet, Sequence[Case], float]], report: Callable[[str], None]
) -> None:
    """Fits one of the _PARTS, and leaves all other weights as they are."""
    with ExitStack() as stack:
        _PARTS[part]({form: asdict(f) for form, f in fitted().items()}, _opened(stack, sets), report)


def _fit_confidence(numbers: dict[Form, dict[str, Any]], work: Sequence[_Work], report: Callable[[str], None]) -> None:
    """Fits how sure an answer is, and writes it."""
    for form in Form:
        positive: list[Judged] = []
        negative: list[Judged] = []
        for index, questions, cases, weight in work:
            there, missing = _right_and_not(index, questions, cases, form, weight)
            positive += there
            negative += missing
        model = fit_confidence(positive, negative)
        numbers[form] |= {"confidence": asdict(model), "threshold": _THRESHOLDS[form]}
        report(f"{form}: confidence {model.weights}")
    write(FITTED, {form.value: number for form, number in numbers.items()})
    fitted.cache_clear()


def _opened(stack: ExitStack, sets: Sequence[tuple[QuestionSet, Sequence[Case], float]]) -> list[_Work]:
    """The sets with an index of each."""
    return [
        (stack.enter_context(temporary_index(questions.bulletins)), questions, cases, weight)
        for questions, cases, weight in sets
    ]


def _fit_lists(numbers: dict[Form, dict[str, Any]], work: Sequence[_Work], report: Callable[[str], None]) -> None:
    """Fits the weights of lists on the same cases and on all of the testers' sets, and writes them."""
    choices = {questions.name: _list_choices(index, cases) for index, questions, cases, _ in work}
    for questions in tester_sets():
        if questions.name not in choices:
            with temporary_index(questions.bulletins) as index:
                choices[questions.name] = _list_choices(index, questions.cases)
    for form in Form:
        report(f"{form}:")
        numbers[form]["lists"] = fit_lists({name: of_set[form] for name, of_set in choices.items()}, report)
    write(FITTED, {form.value: number for form, number in numbers.items()})
    fitted.cache_clear()


def _list_choices(index: Index, cases: Sequence[Case]) -> dict[Form, list[Choice]]:
    """What there was to choose from for the cases, in each form."""
    asked = {form: ask_all(index, cases, form, 1.0) for form in Form}
    return {form: list(filter(None, (list_choice(index, a) for a in of_form))) for form, of_form in asked.items()}


def _rank(a: Asked, weights: FusionWeights) -> int | None:
    return rank(sorted(a.hits, key=lambda hit: rescored(hit, weights), reverse=True), a.case)


def _right_and_not(
    index: Index, questions: QuestionSet, cases: Sequence[Case], form: Form, weight: float
) -> tuple[list[Judged], list[Judged]]:
    """The features of right answers, and of wrong ones and answers to unanswerable questions.

    Besides its own unanswerable questions, a set lends its answerable ones: with the one bulletin that answers taken
    out, which makes a near miss, and, where the set has none of its own, with the whole group taken out.
    """
    there: list[Judged] = []
    missing: list[Judged] = []
    has_own = any(not case.answered for case in questions.cases)

    def judge(a: Asked, weight: float) -> None:
        result = judged(index, a)
        if result is not None:
            features, right = result
            (there if right else missing).append((features, weight))

    for a in ask_all(index, cases, form, weight):
        judge(a, weight * (1 if a.case.answered else _OWN_WEIGHT))
        if a.case.document_id:
            judge(without(index, a, questions, {a.case.document_id}), weight)
            if not has_own:
                judge(without(index, a, questions, documents_of_group(questions, a.case)), weight)
    return there, missing


def write(file: Path, numbers: object) -> None:
    """Writes numbers as JSON, each table of numbers in a line."""
    text = json.dumps(numbers, indent=2, ensure_ascii=False)
    text = re.sub(r"\{\n([^{}]*?)\n\s*\}", lambda table: "{" + re.sub(r"\s*\n\s*", " ", table[1]).strip() + "}", text)
    file.write_text(text + "\n", encoding="utf-8")


_PARTS = {"lists": _fit_lists, "confidence": _fit_confidence}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=_PARTS, help="fit these weights, and leave all others as they are")
    parser.add_argument("folder", type=Path, nargs="?", help="more sets, in the format of bot.evaluation.sets")
    arguments = parser.parse_args()
    folder = arguments.folder
    halves = [(sample_set(), 0.7)]
    if folder is not None:
        halves += [(questions, 1.0) for questions in folder_sets(folder) if is_fitted_on(questions)]
    sets: list[tuple[QuestionSet, Sequence[Case], float]] = [(q, split(q)[0], weight) for q, weight in halves]
    sets += [(questions, questions.cases, 1.0) for questions in tester_sets() if questions.name in _TESTERS]
    if arguments.only:
        fit_only(arguments.only, sets, print)
    else:
        fit(sets, print)


if __name__ == "__main__":
    main()
