"""Text to vectors: the default ONNX encoder, and any sentence-transformers model."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from vectorstore import default_model
from vectorstore.errors import ModelUnavailable, pip_command
from vectorstore.settings import VectorstoreSettings
from vectorstore.text import nfc
from vectorstore.tokens import Side, Tokens
from vectorstore.vectors import Vectors, unit

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Encoding

MAX_TOKENS = 512
_PADDING = 1
_FINGERPRINT_BYTES = 65_536
_Model = TypeVar("_Model")
_HUB_SECONDS = 10.0
_PROJECTED = 256  # texts whose tokens are cut together: threads of numpy that wait in between slow the model down
_BATCH = 8  # larger batches are no faster on a processor, and waste padding


class Embedder(Protocol):
    """Turns questions and pieces of documents into unit vectors whose dot product is their similarity."""

    @property
    def name(self) -> str:
        """The model, as the index remembers it: vectors of two names must never be compared."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors [texts, dimension] of questions, in order."""

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """The vectors [texts, dimension] of pieces of documents, in order."""


@runtime_checkable
class TokenEmbedder(Embedder, Protocol):
    """An embedder that also tells what each token of a text means, as a reader (bot.answer.reader) wants it."""

    def read_queries(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        """The vectors of questions as `encode_queries` makes them, and the tokens of each."""

    def read_documents(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        """The vectors of pieces of documents as `encode_documents` makes them, and the tokens of each."""


class OnnxEmbedder:
    """The default model, run by ONNX Runtime: no torch, half a second to start.

    Two threads at most and no spinning while idle: spinning threads slow a question down tenfold while a bulk job runs.
    NumPy's spin too, and are told to be one: a question among 100,000 passages then takes 3.6 instead of 4.3 times its
    bare embedding call.
    """

    name = default_model.NAME
    dimension = default_model.DIMENSION

    def __init__(self, folder: Path, threads: int = 2) -> None:
        import onnxruntime
        from threadpoolctl import threadpool_limits
        from tokenizers import Tokenizer

        threadpool_limits(1, "blas")
        self.folder = folder
        self._tokenizer = Tokenizer.from_file(str(folder / default_model.TOKENIZER_FILE))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        prefixes = (default_model.QUERY_PREFIX, default_model.PASSAGE_PREFIX)
        self.opening = {prefix: len(self._tokenizer.encode(prefix.rstrip()).ids) - 1 for prefix in prefixes}
        """How many tokens stand before those of a text, by its prefix."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(threads, os.cpu_count() or 1)
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        encoder = str(folder / default_model.ENCODER_FILE)
        self._session = onnxruntime.InferenceSession(encoder, options, providers=["CPUExecutionProvider"])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        return self._encode(default_model.QUERY_PREFIX, texts)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        return self._encode(default_model.PASSAGE_PREFIX, texts)

    def read_queries(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        """See TokenEmbedder."""
        return self._read(default_model.QUERY_PREFIX, "query", texts)

    def read_documents(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        """See TokenEmbedder."""
        return self._read(default_model.PASSAGE_PREFIX, "passage", texts)

    def token_embeddings(self, encodings: Sequence[Encoding]) -> tuple[Vectors, NDArray[np.int64]]:
        """The encoder's output [texts, tokens, dimension] and the attention mask [texts, tokens]."""
        shape = (len(encodings), max(len(encoding.ids) for encoding in encodings))
        ids, mask = np.full(shape, _PADDING, np.int64), np.zeros(shape, np.int64)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        (hidden,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        return hidden, mask

    def tokenize(self, texts: Sequence[str]) -> list[Encoding]:
        """The texts as the model's tokens, cut at 512."""
        return self._tokenizer.encode_batch(list(texts))

    def _encode(self, prefix: str, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for rows, _, hidden, mask in self._batches(prefix, texts):
            vectors[rows] = _mean(hidden, mask)
        return vectors

    def _read(self, prefix: str, side: Side, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        tokens: dict[int, Tokens] = {}
        waiting: dict[int, tuple[list[int], Vectors]] = {}
        for rows, encodings, hidden, mask in self._batches(prefix, texts):
            vectors[rows] = _mean(hidden, mask)
            for row, encoding, embeddings in zip(rows, encodings, hidden, strict=True):
                own = slice(self.opening[prefix], len(encoding.ids) - 1)  # the last one closes the text
                waiting[row] = encoding.ids[own], embeddings[own]
            if len(waiting) >= _PROJECTED or len(tokens) + len(waiting) == len(texts):
                tokens.update(zip(waiting, Tokens.of(list(waiting.values()), side), strict=True))
                waiting.clear()
        return vectors, [tokens[row] for row in range(len(texts))]

    def _batches(
        self, prefix: str, texts: Sequence[str]
    ) -> Iterator[tuple[list[int], list[Encoding], Vectors, NDArray[np.int64]]]:
        """The texts' places, encodings, token embeddings and attention masks, those of like length together."""
        encodings = self.tokenize([prefix + nfc(text) for text in texts])
        by_length = sorted(range(len(texts)), key=lambda i: len(encodings[i].ids))
        for first in range(0, len(texts), _BATCH):
            rows = by_length[first : first + _BATCH]
            batch = [encodings[i] for i in rows]
            yield rows, batch, *self.token_embeddings(batch)


def _mean(hidden: Vectors, mask: NDArray[np.int64]) -> Vectors:
    """The direction of the mean of each text's token embeddings [texts, dimension]."""
    return unit((hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True))


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, from a folder or a model hub, with the prompts that the model declares."""

    def __init__(self, model: SentenceTransformer, name: str) -> None:
        self.name = name
        self.dimension = int(model.get_embedding_dimension() or 0)
        self._model = model

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        return self._encode(self._model.encode_query, texts)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        return self._encode(self._model.encode_document, texts)

    def _encode(self, encode: Callable[..., Any], texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        normal = [nfc(text) for text in texts]
        vectors = encode(normal, normalize_embeddings=True, batch_size=_BATCH, show_progress_bar=False)
        return np.asarray(vectors, np.float32)


def embedder_name(settings: VectorstoreSettings) -> str:
    """The name that the index remembers of the embedder that the settings choose; nothing is loaded."""
    model = settings.embedding_model
    if model == "default":
        return default_model.NAME
    folder = Path(model)
    return f"{folder.resolve().name}-{_fingerprint(folder)}" if folder.is_dir() else model


def _fingerprint(folder: Path) -> str:
    """Tells two models in folders of the same name apart: by each file's path, size, beginning and end."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()} {size}\n".encode())
        with path.open("rb") as file:
            digest.update(file.read(_FINGERPRINT_BYTES))
            file.seek(max(size - _FINGERPRINT_BYTES, 0))
            digest.update(file.read())
    return digest.hexdigest()[:8]


def load_embedder(settings: VectorstoreSettings) -> Embedder:
    """The embedder that the settings name; the default model is prepared first where that has not been done.

    Raises ModelUnavailable when a package, a folder or the model hub is missing.
    """
    return load_default(settings) if settings.embedding_model == "default" else _load_sentence_transformer(settings)


def load_default(settings: VectorstoreSettings) -> OnnxEmbedder:
    """The default model, which is prepared first where that has not been done. Raises ModelUnavailable."""
    return OnnxEmbedder(default_model.prepare(settings.cache_dir), settings.embedding_threads)


def _load_sentence_transformer(settings: VectorstoreSettings) -> SentenceTransformerEmbedder:
    model = settings.embedding_model
    try:
        import torch
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise lacks_package(model) from error
    torch.set_num_threads(settings.embedding_threads)
    try:
        loaded = local_or_from_hub(SentenceTransformer, model)
    except (OSError, ValueError) as error:
        raise ModelUnavailable(
            f"Không nạp được mô hình {model} (BANTIN_EMBEDDING_MODEL): không có thư mục này và không tải được từ mạng.",
            f"The model {model} (BANTIN_EMBEDDING_MODEL) cannot be loaded: no such folder, and no download succeeded.",
        ) from error
    return SentenceTransformerEmbedder(loaded, embedder_name(settings))


def lacks_package(model: str) -> ModelUnavailable:
    """What is raised where a model needs a package that is not installed."""
    command = pip_command("sentence-transformers")
    return ModelUnavailable(
        f"Mô hình {model} cần sentence-transformers; trong thư mục mã nguồn hãy chạy: {command}",
        f"The model {model} needs sentence-transformers; in the source folder run: {command}",
    )


def local_or_from_hub(load: Callable[..., _Model], name: str) -> _Model:
    """The model of a folder, or of that name in the local cache, or else from the hub. Raises OSError where it is
    nowhere, and what the library raises for files that it cannot read."""
    try:
        return load(name, local_files_only=True)
    except OSError:
        _ask_hub(name)
        return load(name)


def _ask_hub(model: str) -> None:
    """Raises OSError where the hub cannot be reached or lacks the model; a download would retry for a minute first."""
    from huggingface_hub import HfApi

    try:
        HfApi().model_info(model, timeout=_HUB_SECONDS)
    except Exception as error:  # of the HTTP library that this version of the hub's client stands on
        raise OSError(str(error)) from error
