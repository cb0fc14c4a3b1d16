"""Settings, read from the environment (`CASEBASE_…`) and from a file `.env`; every one has a working default."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DATABASE = "casebase.sqlite3"
"""Name of the database file in the data folder."""

BUNDLED_MODEL = "bundled:multilingual-e5-small"


class Settings(BaseSettings):
    """Everything that can be set. Names in the environment are upper case with the prefix `CASEBASE_`."""

    model_config = SettingsConfigDict(env_prefix="CASEBASE_", env_file=".env", extra="ignore")

    home: Path = Field(Path("var"), description="Data folder: database, originals, model, indexes")
    model: str = Field(
        BUNDLED_MODEL, description="Embedding model: the bundled one, or a sentence-transformers name or folder"
    )
    models: Path = Field(
        default_factory=lambda: platformdirs.user_cache_path("ai-casebase") / "models",
        description="Folder in which the bundled model is expanded, once for all data folders of this user",
    )
    adapter: bool = Field(
        True, description="Run the bundled model with its trained adapter and compare passages token by token"
    )
    reader: bool = Field(
        True, description="Read question and passages together before answering, to tell near misses from answers"
    )
    reranker: str = Field(
        "", description="Cross-encoder that reads the best 20 hits again: a folder or name; empty means none"
    )
    nli: str = Field(
        "",
        description="Cross-encoder trained on inference that judges reworded sentences: a folder or name; empty: vectors",
    )
    confidential_labels: str = Field(
        "", description="Further marks, separated by commas, of documents that no language model may receive"
    )
    llms: Path | None = Field(
        None, description="YAML file that names language models which may write answers; empty means none"
    )
    engine: str = Field("extractive", description="Engine that answers unless another is asked for")
    threads: int = Field(0, ge=0, description="Threads of the embedding model; 0 means one a core")
    host: str = Field("127.0.0.1", description="Address the pages are served on")
    port: int = Field(8501, ge=1, le=65535, description="Port the pages are served on")
    workers: int = Field(
        1, ge=0, le=16, description="Worker processes that `python -m app` runs; 0 where a service runs them"
    )
    max_file_mb: int = Field(100, ge=1, description="Largest file accepted, in megabytes")
    parser_seconds: int = Field(60, ge=1, description="Longest time a parser may take for one file, in seconds")
    parser_memory_mb: int = Field(
        512, ge=128, description="Most memory a parser may take beyond its start, in megabytes"
    )

    soffice: str = Field(
        "",
        description="LibreOffice, which converts documents of older formats: a path, empty to look for it, `off` for none",
    )
    ocr: Literal["auto", "off"] = Field(
        "auto", description="Recognise the text of scans and pictures where tesseract is installed, or never"
    )
    tesseract: str = Field("", description="Path of the program tesseract; empty means it is looked for")
    ocr_pages: int = Field(200, ge=1, description="Most pages of one file whose text is recognised from pictures")
    ocr_page_seconds: int = Field(
        120, ge=1, description="Longest time one recognition of one page may take, in seconds"
    )
    ocr_file_seconds: int = Field(
        1800, ge=1, description="Time after which no further page of a file is recognised, in seconds"
    )

    @field_validator("llms", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return value or None

    def as_environment(self) -> dict[str, str]:
        """Return the settings as another process reads them from its environment."""
        values = self.model_dump(mode="json").items()
        return {f"CASEBASE_{name.upper()}": "" if value is None else str(value) for name, value in values}

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.home / DATABASE}"

    @property
    def originals_folder(self) -> Path:
        return self.home / "originals"

    @property
    def readings_folder(self) -> Path:
        """Where the clauses of guidelines and the facts of cases stand, once read (may be deleted)."""
        return self.home / "readings"

    @property
    def workers_folder(self) -> Path:
        return self.home / "workers"

    @property
    def index_folder(self) -> Path:
        return self.home / "index"
