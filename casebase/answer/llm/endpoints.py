"""Language models that may write answers: any OpenAI-compatible endpoint, named in one YAML file. None is set by default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from casebase.errors import EndpointsInvalid
from casebase.models import Visibility


class Endpoint(BaseModel):
    """One model behind one address, and what it may be given and may use up.

    `may_receive` is the widest circle of documents whose text may be sent there: `public` sends only public documents,
    `partners` also those that the three parties share, `own` everything that the reader may see.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(description="Address up to and with /v1")
    model: str = Field(description="Name of the model at that address")
    key_variable: str = Field("", description="Environment variable that holds the key; empty where none is needed")
    headers: Mapping[str, str] = Field(default_factory=dict, description="Further headers, such as a gateway asks for")
    may_receive: Visibility = Visibility.PUBLIC
    attribute: bool = Field(
        False, description="Look for the passage of a sentence that the model gave no number: for small models"
    )
    context_tokens: int = Field(8_192, ge=512, description="Tokens that the model takes, question and answer together")
    answer_tokens: int = Field(700, ge=32, description="Tokens that an answer may take")
    wait_seconds: float = Field(20.0, gt=0, description="Longest silence, before the first word or between two")
    seconds: float = Field(60.0, gt=0, description="Longest time of a whole answer")
    retries: int = Field(1, ge=0, le=5, description="Further attempts when the endpoint cannot be reached")
    tokens_a_day: int = Field(0, ge=0, description="Tokens of a calendar day, in and out together; 0 means no limit")
    price_in: float = Field(0.0, ge=0, description="Price of a million tokens sent")
    price_out: float = Field(0.0, ge=0, description="Price of a million tokens received")
    cost_a_day: float = Field(
        0.0, ge=0, description="Most to spend on a calendar day, in the unit of the prices; 0: no limit"
    )

    @field_validator("url")
    @classmethod
    def _is_http(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return url.rstrip("/")

    @property
    def key(self) -> str:
        """The key, read when it is needed and kept nowhere."""
        return os.environ.get(self.key_variable, "") if self.key_variable else ""

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        """Return what an exchange costs, in the unit of the prices."""
        return (tokens_in * self.price_in + tokens_out * self.price_out) / 1_000_000


def read_endpoints(path: Path | None) -> dict[str, Endpoint]:
    """Return the endpoints in `path` by name, in its order; none without a path.

    Raises EndpointsInvalid, which names the file, the entry and what is wrong with it.
    """
    if path is None:
        return {}
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise EndpointsInvalid(path.name, type(error).__name__) from error
    if not isinstance(entries, dict):
        raise EndpointsInvalid(path.name, "it must map names to settings")
    endpoints: dict[str, Endpoint] = {}
    for name, entry in entries.items():
        try:
            endpoints[str(name)] = Endpoint.model_validate(entry)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise EndpointsInvalid(path.name, f"{name}: {where} {first['msg']}") from error
    return endpoints
