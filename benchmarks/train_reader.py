"""Trains the reader and fits what it counts: `python -m benchmarks.train_reader [FOLDER]`, half an hour on two cores.

Trained on the sets in benchmarks/pairs, on the testers' sets but the last ones, on the half of our own questions that
everything is fitted on, and, where a folder in the format of bot.evaluation.sets is named, on that half of its
xquad-like sets. What reading counts beside the other evidence is fitted on all but the pairs, on what networks say of
sets that they were not trained on. Writes vectorstore/projection.npz, bot/answer/reader.onnx and, into
bot/answer/fitted.json, `reading`.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from heapq import nlargest
from pathlib import Path

import numpy as np

from benchmarks.asked import Asked, ask_all, documents_of_group, without
from benchmarks.fit import FITTED, is_fitted_on, write
from benchmarks.reader_network import Pair, read, save, train
from benchmarks.sets import PROJECT, folder_sets, pair_sets, sample_set, split, tester_sets
from bot.answer import confidence as judging
from bot.answer.candidates import Candidate, candidates
from bot.answer.extract import READ, rank_sentences
from bot.answer.fitted import Reading, logit
from bot.answer.lists import choose_lists
from bot.answer.reading import UNREAD, tokens_of
from bot.answer.sentence_lists import listed_within
from bot.answer.stated import is_stated
from bot.evaluation.indexes import temporary_index
from bot.evaluation.measures import holds, is_right
from bot.evaluation.sets import Case, QuestionSet
from vectorstore.default_model import PASSAGE_PREFIX, QUERY_PREFIX
from vectorstore.embedder import OnnxEmbedder, load_default
from vectorstore.index import Index
from vectorstore.query import Form
from vectorstore.settings import VectorstoreSettings
from vectorstore.tokens import SIZE, projection
from vectorstore.vectors import Vectors

PROJECTION = PROJECT / "vectorstore" / "projection.npz"
NETWORK = PROJECT / "bot" / "answer" / "reader.onnx"
_EPOCHS = 2  # after which sets that were left out are read no better
_FOLDS = 2
_APART = 3  # every so many questions, one is asked once more without the bulletins that answer it
_REPORTED = ("quynh-sa", "nam-pheo", "thach-mai", "ba-co-quan")  # testers' sets that nothing is trained or fitted on
_STRENGTH = 1e3  # C of the logistic regression on two numbers: hardly any shrinking
_THRESHOLDS = np.arange(0.05, 0.65, 0.025)  # that are tried
_KEPT = 0.98  # of the right answers are given
_SHARES = np.arange(0, 0.65, 0.05)  # of what is read in a sentence's score, that are tried
_TEXTS = 1_000  # passages, and questions, whose tokens the projection is made from


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the sentences that are read for it: the score of each before, whether it is shown, how sure the
    answer was, None where it does not state what is asked for, whether it is right, and whether the bulletins answer at
    all."""

    set_name: str
    form: Form
    pairs: tuple[Pair, ...]
    scores: tuple[float, ...]
    shown: tuple[bool, ...]
    confidence: float | None
    right: bool
    is_answerable: bool


def fit_projection(sets: Sequence[QuestionSet]) -> None:
    """Finds the means and the directions of tokens by principal components, and writes them."""
    embedder = load_default(VectorstoreSettings())
    documents = [p.text for questions in sets for bulletin in questions.bulletins for p in bulletin.passages]
    asked = [text for questions in sets for case in questions.cases for text in case.forms.values()]
    of_documents = _embeddings(embedder, PASSAGE_PREFIX, documents)
    mean = of_documents.mean(axis=0)
    directions = np.linalg.svd(of_documents - mean, full_matrices=False)[2][:SIZE].T
    kept = (of_documents - mean) @ directions
    found = {
        "query": _embeddings(embedder, QUERY_PREFIX, asked).mean(axis=0),
        "passage": mean,
        "directions": directions / kept.std(),
        "spreads": kept.std(axis=0) / kept.std(),
    }
    np.savez_compressed(
        PROJECTION, allow_pickle=False, **{name: part.astype(np.float16) for name, part in found.items()}
    )
    projection.cache_clear()


def _embeddings(embedder: OnnxEmbedder, prefix: str, texts: Sequence[str]) -> Vectors:
    """The token embeddings of some of the texts [tokens, dimension]."""
    some = texts[:: max(1, len(texts) // _TEXTS)]
    encodings = embedder.tokenize([prefix + text for text in some])
    own = slice(embedder.opening[prefix], -1)  # the last one closes the text
    return np.concatenate([embedder.token_embeddings([encoding])[0][0, own] for encoding in encodings])


def examples(questions: QuestionSet, cases: Sequence[Case]) -> list[Example]:
    """The cases, in all forms, of which sentences are read; some of them once more, asked of the bulletins that do not
    answer them."""
    found: list[Example | None] = []
    with temporary_index(questions.bulletins) as index:
        for number, a in enumerate(a for form in Form for a in ask_all(index, cases, form, 1.0)):
            found.append(_example(index, questions.name, a))
            if a.case.document_id and number % _APART == 0:
                apart = without(index, a, questions, documents_of_group(questions, a.case))
                found.append(_example(index, questions.name, apart))
    return list(filter(None, found))


def _example(index: Index, set_name: str, a: Asked) -> Example | None:
    """What is read for an asked question; None where nothing is."""
    if a.case.items is not None or a.question.intent in UNREAD or a.question.intent.is_talk:
        return None
    found = candidates(a.question, a.hits)
    ranking = rank_sentences(a.question, found)
    chosen = ranking.best()
    if not chosen or choose_lists(index, a.question, a.hits, chosen, listed_within(index, a.question, chosen)):
        return None
    promising = nlargest(READ, found, key=lambda c: ranking.scores[id(c)])
    pool = [c for c in found if c in promising or c in chosen]
    stated = is_stated(index, a.question, chosen, ())
    values = judging.features(a.question, a.hits, chosen, None)
    return Example(
        set_name,
        a.question.form,
        tuple(_pairs(index, a, pool)),
        tuple(ranking.scores[id(c)] for c in pool),
        tuple(c in chosen for c in pool),
        judging.confidence(a.question, values) if stated else None,
        a.case.answered and holds(" ".join(c.text for c in chosen), a.case),
        a.case.answered,
    )


def _pairs(index: Index, a: Asked, sentences: Sequence[Candidate]) -> Iterator[Pair]:
    _, asked = index.embedded(a.question.query.embedded)
    texts = tokens_of(index, sentences)
    assert asked is not None
    assert texts is not None
    for sentence, (own, headings) in zip(sentences, texts, strict=True):
        right = a.case.answered and is_right(sentence.hit, a.case) and holds(sentence.text, a.case)
        yield Pair(asked, own, tuple(headings), right)


def read_left_out(found: Sequence[Example]) -> list[list[float]]:
    """How the pairs of each example read to a network that was trained without its set."""
    names = sorted({example.set_name for example in found})
    readings: dict[int, list[float]] = {}
    for fold in range(_FOLDS):
        left_out = set(names[fold::_FOLDS])
        network = train([p for e in found if e.set_name not in left_out for p in e.pairs], _EPOCHS)
        for i, example in enumerate(found):
            if example.set_name in left_out:
                readings[i] = read(network, example.pairs)
    return [readings[i] for i in range(len(found))]


def fit_reading(
    found: Sequence[Example], readings: Sequence[Sequence[float]], report: Callable[[str], None]
) -> Reading:
    """What reading counts for questions of one form; the threshold is the greatest confidence with which nearly all
    right answers are given."""
    from sklearn.linear_model import LogisticRegression

    def surprise(share: float) -> float:
        """How improbable the right sentences are."""
        total = 0.0
        for example, odds in zip(found, readings, strict=True):
            right = [pair.right for pair in example.pairs]
            if any(right):
                ranks = np.array(example.scores) + share * np.array(odds)
                likely = np.exp(ranks - ranks.max())
                total -= math.log(likely[right].sum() / likely.sum())
        return total

    read = [
        (example, max(o for o, shown in zip(odds, example.shown, strict=True) if shown))
        for example, odds in zip(found, readings, strict=True)
        if example.confidence is not None
    ]
    x = np.array([(logit(example.confidence or 0.0), odds) for example, odds in read])
    right = np.array([example.right for example, _ in read])
    unanswerable = np.array([not example.is_answerable for example, _ in read])
    model, alone = (LogisticRegression(C=_STRENGTH).fit(x[:, :used], right) for used in (2, 1))
    sure = model.predict_proba(x)[:, 1]
    threshold = _THRESHOLDS[[right[sure >= t].sum() >= _KEPT * right.sum() for t in _THRESHOLDS]].max()
    answered = sure >= threshold
    report(
        f"  {right[answered].sum()} of {right.sum()} right answers given, "
        f"{unanswerable[~answered].sum()} of {unanswerable.sum()} unanswerable questions refused"
    )
    share: float = min(_SHARES.tolist(), key=surprise)
    (confidence, odds), (bias,) = model.coef_[0].tolist(), model.intercept_.tolist()
    (alone_confidence,), (alone_bias,) = alone.coef_[0].tolist(), alone.intercept_.tolist()
    return Reading(
        sentence=round(share, 2),
        bias=round(bias, 4),
        confidence=round(confidence, 4),
        read=round(odds, 4),
        alone_bias=round(alone_bias, 4),
        alone_confidence=round(alone_confidence, 4),
        threshold=round(float(threshold), 3),
    )


def _sets(folder: Path | None) -> Iterator[tuple[QuestionSet, Sequence[Case]]]:
    """The sets that reading is fitted on, each with the cases that may be."""
    own = sample_set()
    yield own, split(own)[0]
    for questions in folder_sets(folder) if folder else ():
        if is_fitted_on(questions):
            yield questions, split(questions)[0]
    for questions in tester_sets():
        if questions.name not in _REPORTED:
            yield questions, questions.cases


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="more sets, in the format of bot.evaluation.sets")
    folder = parser.parse_args().folder
    fit_projection([questions for questions, _ in _sets(None)])
    fitted_on = [example for questions, cases in _sets(folder) for example in examples(questions, cases)]
    trained_on = [*fitted_on, *(e for questions in pair_sets() for e in examples(questions, questions.cases))]
    print(f"{len(trained_on)} questions, of {len(fitted_on)} of which it is fitted what reading counts")
    readings = read_left_out(trained_on)[: len(fitted_on)]
    numbers = json.loads(FITTED.read_text(encoding="utf-8"))
    for form in Form:
        of_form = [i for i, example in enumerate(fitted_on) if example.form is form]
        reading = fit_reading([fitted_on[i] for i in of_form], [readings[i] for i in of_form], print)
        numbers[form]["reading"] = asdict(reading)
        print(f"{form}: {reading}")
    write(FITTED, numbers)
    save(train([pair for example in trained_on for pair in example.pairs], _EPOCHS), NETWORK)


if __name__ == "__main__":
    main()
