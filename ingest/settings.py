"""Settings of ingest: environment variables BANTIN_*, also from a file .env in the working folder."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class IngestSettings(BaseSettings):
    """Limits on what is taken in."""

    model_config = SettingsConfigDict(env_prefix="BANTIN_", env_file=".env", extra="ignore", env_ignore_empty=True)

    max_file_bytes: int = Field(default=50_000_000, ge=1)
    """Largest file or web page that is read, in bytes."""
    fetch_timeout: float = Field(default=30.0, gt=0)
    """Seconds within which a web page must have arrived, redirects included."""
    allow_private_urls: bool = False
    """Whether web pages of this machine and of private networks may be fetched."""
