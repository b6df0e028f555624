"""What was found, scored anew by reading question and passage together: any sentence-transformers CrossEncoder."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from vectorstore.embedder import MAX_TOKENS, lacks_package, local_or_from_hub
from vectorstore.errors import ModelUnavailable
from vectorstore.models import Hit
from vectorstore.settings import VectorstoreSettings
from vectorstore.text import nfc
from vectorstore.vectors import Vector

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

PASSAGES = 16  # are scored anew: as many as an answer is made from; a large model takes half a second for each
WEIGHT = 0.2  # of its score in a hit's: about what lies between the first and the sixteenth, less than a name gives
_BATCH = 8


class Reranker(Protocol):
    """Judges how well texts answer a question, each read together with it."""

    def scores(self, question: str, texts: Sequence[str]) -> Vector:
        """For each text, in order, how probable it is, from 0 to 1, that it answers: [texts]."""


class CrossEncoderReranker:
    """Any cross-encoder with one label, from a folder or a model hub."""

    def __init__(self, model: CrossEncoder) -> None:
        from torch.nn import Sigmoid

        model.max_seq_length = min(model.max_seq_length or MAX_TOKENS, MAX_TOKENS)
        self._model = model
        self._probability = Sigmoid()
        self._scoring = threading.Lock()  # two questions at once would only share the processor

    def scores(self, question: str, texts: Sequence[str]) -> Vector:
        """See Reranker."""
        pairs = [(nfc(question), nfc(text)) for text in texts]
        if not pairs:
            return np.zeros(0, np.float32)
        with self._scoring:
            found = self._model.predict(
                pairs, batch_size=_BATCH, activation_fn=self._probability, show_progress_bar=False
            )
        return np.asarray(found, np.float32)


def load_reranker(settings: VectorstoreSettings) -> Reranker | None:
    """The reranker that the settings name; None where they name none.

    Raises ModelUnavailable when the package, the folder or the model hub is missing, or the model is of another kind.
    """
    name = settings.reranker
    if name is None:
        return None
    try:
        import torch
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging as transformers_log
    except ImportError as error:
        raise lacks_package(name) from error
    torch.set_num_threads(settings.embedding_threads)
    for library in ("sentence_transformers", "transformers"):
        logging.getLogger(library).setLevel(logging.ERROR)  # what they warn of is refused in a sentence
    transformers_log.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = local_or_from_hub(CrossEncoder, name)
    except Exception as error:  # of a damaged or foreign file, in the class of whichever library reads it
        if Path(name).is_dir():
            raise _of_another_kind(name) from error
        raise ModelUnavailable(
            f"Không nạp được mô hình {name} (BANTIN_RERANKER): không có thư mục này và không tải được từ mạng.",
            f"The model {name} (BANTIN_RERANKER) cannot be loaded: no such folder, and no download succeeded.",
        ) from error
    if model.num_labels != 1 or not _is_whole(model):
        raise _of_another_kind(name)
    return CrossEncoderReranker(model)


def _is_whole(model: CrossEncoder) -> bool:
    """Whether all weights were read: of a model of another kind, such as an embedding model, the library makes a
    cross-encoder by adding a layer with random weights."""
    return model.config is not None and type(model.model).__name__ in (model.config.architectures or ())


def _of_another_kind(name: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"Mô hình {name} (BANTIN_RERANKER) không phải cross-encoder chấm một điểm cho mỗi cặp câu hỏi và đoạn văn; "
        "hãy chọn mô hình khác, chẳng hạn BAAI/bge-reranker-v2-m3.",
        f"The model {name} (BANTIN_RERANKER) is no cross-encoder that gives a question and a passage one score; "
        "choose another, such as BAAI/bge-reranker-v2-m3.",
    )


def reranked(reranker: Reranker, question: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits, which come best first, in the order of their scores and the reranker's together.

    The first PASSAGES are read, but for those that lack more of the question's designators than another: a
    cross-encoder hardly tells one year from the next. Its score only adds, so that what was not read passes nothing,
    and adds less than being named by the question does. Each place keeps the score that it had: how far the best is
    ahead tells how sure an answer is, and a reranker that agrees must not change that.
    """
    first = hits[:PASSAGES]
    fewest = min((hit.unmet for hit in first), default=0)
    read = [place for place, hit in enumerate(first) if hit.unmet == fewest]
    scores = reranker.scores(question, [_text(hits[place]) for place in read])
    judged = dict(zip(read, map(float, scores), strict=True))
    order = sorted(range(len(hits)), key=lambda i: hits[i].score + WEIGHT * judged.get(i, 0.0), reverse=True)
    return [replace(hits[i], score=at.score, reranked=judged.get(i)) for i, at in zip(order, hits, strict=True)]


def _text(hit: Hit) -> str:
    """A passage below all that stands above it."""
    passage = hit.passage
    parts = [hit.bulletin.metadata.title, *passage.path, passage.lead, passage.text]
    return "\n".join(dict.fromkeys(part for part in parts if part))
