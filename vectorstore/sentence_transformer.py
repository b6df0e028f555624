"""The default model as a genuine SentenceTransformer, for programs that speak that library."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Self

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling

from vectorstore import default_model
from vectorstore.embedder import MAX_TOKENS, OnnxEmbedder


class OnnxEncoder(InputModule):
    """ONNX Runtime as the first module of a SentenceTransformer: texts → token embeddings."""

    config_keys: list[str] = ["threads"]  # noqa: RUF012  # as the base class declares it
    config_file_name = "onnx_encoder_config.json"
    save_in_root = True

    def __init__(self, folder: str | Path, threads: int = 2) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.threads = threads
        self.max_seq_length = MAX_TOKENS
        self._embedder = OnnxEmbedder(Path(folder), threads)

    def preprocess(self, inputs: Any, prompt: str | None = None, **kwargs: Any) -> dict[str, Any]:
        """Tokenises `inputs`, each behind `prompt`."""
        return {"encodings": self._embedder.tokenize([(prompt or "") + text for text in inputs])}

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Adds the token embeddings and the attention mask."""
        hidden, mask = self._embedder.token_embeddings(features.pop("encodings"))
        features["token_embeddings"] = torch.from_numpy(hidden)
        features["attention_mask"] = torch.from_numpy(mask)
        return features

    def get_embedding_dimension(self) -> int:
        """The length of a vector."""
        return self._embedder.dimension

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Writes encoder, tokenizer and configuration to a folder."""
        self.save_config(output_path)
        for name in (default_model.ENCODER_FILE, default_model.TOKENIZER_FILE):
            shutil.copy(self._embedder.folder / name, output_path)

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", *args: Any, **kwargs: Any) -> Self:
        """Reads what `save` wrote."""
        folder = Path(model_name_or_path, subfolder)
        return cls(folder, **cls.load_config(model_name_or_path, subfolder))


def default_sentence_transformer(cache_dir: Path, threads: int = 2) -> SentenceTransformer:
    """The default model with its prompts: `encode_query`, `encode_document`, `similarity` and `save` work.

    What was saved is loaded by `SentenceTransformer(folder, trust_remote_code=True)`: the code meant is this module.
    """
    encoder = OnnxEncoder(default_model.prepare(cache_dir), threads)
    return SentenceTransformer(
        modules=[encoder, Pooling(encoder.get_embedding_dimension(), "mean"), Normalize()],
        prompts={"query": default_model.QUERY_PREFIX, "document": default_model.PASSAGE_PREFIX},
        similarity_fn_name="cosine",
        device="cpu",
    )
