"""Settings of ingest: environment variables BANTIN_*, also from a file .env in the working folder."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class IngestSettings(BaseSettings):
    """Limits on what is taken in."""

    model_config = SettingsConfigDict(env_prefix="BANTIN_", env_file=".env", extra="ignore", env_ignore_empty=True)

    max_file_bytes: int = Field(default=50_000_000, ge=1)
    """Largest file or web page that is read, in bytes, unpacked if its server packed it."""
    parse_seconds: float = Field(default=120.0, gt=0)
    """Seconds within which a file must be read; each page of a scan has as long."""
    parse_memory_mb: int = Field(default=2_000, ge=0)
    """Megabytes of memory that reading a file may take, 0 for any amount."""
    fetch_timeout: float = Field(default=30.0, gt=0)
    """Seconds within which a web page must have arrived, redirects included."""
    allow_private_urls: bool = False
    """Whether web pages of this machine and of private networks may be fetched."""
    crawl_delay: float = Field(default=1.0, ge=0)
    """Seconds between two pages of the same web site, unless its robots.txt asks for more."""
    crawl_pages: int = Field(default=200, ge=1)
    """Most web pages that one run follows links to, from listings, sitemaps and feeds."""
    crawl_bytes: int = Field(default=500_000_000, ge=1)
    """Most bytes that one run fetches from the web."""
    crawl_seconds: float = Field(default=3_600.0, gt=0)
    """Seconds after which one run follows no more links."""
