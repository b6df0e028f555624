"""Settings of the index: environment variables BANTIN_*, also from a file .env in the working folder."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path, user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class VectorstoreSettings(BaseSettings):
    """Where the index lives, and the models that embed its text and judge what was found."""

    model_config = SettingsConfigDict(env_prefix="BANTIN_", env_file=".env", extra="ignore", env_ignore_empty=True)

    data_dir: Path = Field(default_factory=lambda: user_data_path("bantin"))
    """Folder of the index: Chroma, Tantivy and the catalogue."""
    cache_dir: Path = Field(default_factory=lambda: user_cache_path("bantin"))
    """Folder of the prepared default embedding model; it can be rebuilt at any time."""
    embedding_model: str = "default"
    """`default`, or the name or folder of any sentence-transformers model."""
    embedding_threads: int = Field(default=2, ge=1)
    """Processor threads of one call of the embedding model or the reranker."""
    reranker: str | None = None
    """Name or folder of a sentence-transformers CrossEncoder that scores what was found anew; without it none does."""
    chroma_url: str | None = None
    """A Chroma server (`chroma run`), such as http://localhost:8000; without it Chroma is embedded."""
