"""Every setting, read from the environment: one typed table.

A setting's variable is its name in capitals with `STOREFRONT_` in front, except the four that say otherwise.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "STOREFRONT_"


def default_state_dir() -> Path:
    """`.state` here where it exists, else the place that the XDG directories name."""
    here = Path(".state")
    if here.is_dir():
        return here.resolve()
    home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return home / "storefront-sync"


class Settings(BaseSettings):
    """The service's settings. Periods and time-outs are seconds unless the name says otherwise."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True, populate_by_name=True
    )

    # Where things are
    state_dir: Path = Field(
        default_factory=default_state_dir,
        description="Folder of the embedded database, of generated keys and of logs. `./.state` where that "
        "exists, "
        "else `~/.local/state/storefront-sync`",
    )
    database_url: str = Field(
        default="",
        repr=False,
        validation_alias=AliasChoices("DATABASE_URL", "database_url"),
        description="PostgreSQL to use, as `postgresql://user:password@host/name`. Empty: an embedded one "
        "in the state folder",
    )
    redis_url: str = Field(
        default="",
        repr=False,
        validation_alias=AliasChoices("REDIS_URL", "redis_url"),
        description="Valkey or Redis to use, as `redis://host:6379/0`. Empty: an embedded one. Holds "
        "nothing that can't be lost",
    )
    database_pool: int = Field(
        default=0,
        ge=0,
        le=200,
        description="Database connections that one web process keeps; 0: one per thread and request. `web` "
        "sets it to its threads",
    )
    public_url: str = Field(
        default="http://127.0.0.1:8000",
        description="Address under which Saleor, the marketplaces and browsers reach this service",
    )
    bind: str = Field(default="127.0.0.1:8000", description="Address and port that `web` listens on")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="More host names to answer to, separated by commas; that of the public address always "
        "is one",
    )
    dashboard_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Origins of the Saleor Dashboards that may show our pages in a frame, separated by "
        "commas, as `https://dashboard.example`. Empty: any (a page shows nothing without a valid token)",
    )
    behind_proxy: bool = Field(
        default=False, description="Believe `X-Forwarded-Proto`: only behind a proxy that sets it itself"
    )
    language: Literal["id", "en"] = Field(default="id", description="Language of screens and commands")

    # Secrets
    secret_key: SecretStr = Field(
        default=SecretStr(""),
        description="Key of web sessions and signed links. Empty: made once and kept in the state folder",
    )
    encryption_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(),
        description="Keys (Fernet) that encrypt tokens and buyers' data, separated by commas, newest first. "
        "Empty: made once and kept in the state folder",
    )

    # The store
    saleor_url: str = Field(
        default="", description="GraphQL address of the Saleor that `doctor` asks before any App is installed"
    )
    saleor_email: str = Field(
        default="",
        validation_alias=AliasChoices("STOREFRONT_SALEOR_EMAIL", "SALEOR_EMAIL", "saleor_email"),
        description="E-mail of the member of staff as whom `saleor setup` and `demo --saleor-url` work. "
        "`SALEOR_EMAIL` does as well",
    )
    saleor_password: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=AliasChoices("STOREFRONT_SALEOR_PASSWORD", "SALEOR_PASSWORD", "saleor_password"),
        description="That person's password, for these two commands only. Empty: it is asked for. "
        "`SALEOR_PASSWORD` does as well",
    )
    app_secret: SecretStr = Field(
        default=SecretStr(""),
        description="Secret of the app that `shop register` stores, for this command only. Empty: it is "
        "asked for",
    )
    saleor_api_urls: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="GraphQL addresses of the Saleor servers that may install the App, separated by commas,"
        " exactly as "
        "each names itself in `Saleor-Api-Url`; `saleor_url` always is one",
    )

    picture_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Origins beside each Saleor's own where its pictures may be fetched, separated by "
        "commas, as `https://files.example`: a file store or a CDN",
    )

    # Calls to others
    connect_timeout_seconds: float = Field(
        default=3.0, gt=0, description="Longest wait for a connection to a remote server"
    )
    read_timeout_seconds: float = Field(
        default=20.0, gt=0, description="Longest wait for a remote server's answer"
    )
    webhook_max_bytes: int = Field(
        default=1_000_000, ge=10_000, description="Largest webhook body that is read"
    )

    # The rhythm
    debounce_seconds: float = Field(
        default=0.8, ge=0, description="How long a cosmetic push waits for more changes of the same listing"
    )
    lease_seconds: float = Field(
        default=30.0, gt=0, description="How long a worker owns a shop before another may take over"
    )
    drain_seconds: float = Field(default=2.0, gt=0, description="A drain yields after this long")
    drain_calls: int = Field(default=20, gt=0, description="A drain yields after this many calls")
    oldest_mark_seconds: float = Field(
        default=60.0, gt=0, description="A mark older than this is pushed before all cosmetic ones"
    )
    wakeup_seconds: int = Field(
        default=30, gt=0, description="How long a wake-up that was lost keeps others from being sent"
    )
    tick_seconds: int = Field(
        default=5, gt=0, description="Period of the sweeper that finds work without any wake-up"
    )
    order_poll_seconds: int = Field(
        default=60, gt=0, description="Period of reading each shop's order changes"
    )
    returns_poll_seconds: int = Field(
        default=600, gt=0, description="Period of reading each shop's returns; a hint makes it sooner"
    )
    returns_inspect_days: int = Field(
        default=7,
        ge=1,
        description="Days after which goods that should be back and weren't inspected are told",
    )
    money_poll_seconds: int = Field(
        default=900, gt=0, description="Period of asking what each shop's orders cost, where there is news"
    )
    settlement_days: int = Field(
        default=14,
        ge=1,
        description="An order that arrived this long ago, and isn't in any settlement file, is listed as not "
        "paid",
    )
    settlement_tax: bool = Field(
        default=False,
        description="Show tax that a marketplace withheld, as its settlement files say; never worked out",
    )
    order_overlap_seconds: float = Field(
        default=300.0,
        ge=0,
        description="How far a poll of orders reaches back before the last one, beyond the feed's own lag",
    )
    feed_lag_seconds: float | None = Field(
        default=None,
        ge=0,
        description="How late an order may appear in a marketplace's change list. Empty: as each connector "
        "says",
    )
    catalogue_poll_seconds: int = Field(
        default=60,
        gt=0,
        description="Period of asking Saleor for new and renamed goods; price and stock come with its whole "
        "reading",
    )
    saleor_orders_poll_seconds: int = Field(
        default=60,
        gt=0,
        description="Period of asking Saleor what staff sent or cancelled there of imported orders",
    )
    sweep_seconds: int = Field(default=300, gt=0, description="Period of reading the whole of Saleor back")
    checkup_seconds: int = Field(
        default=300,
        gt=0,
        description="Period of asking each Saleor how our App is there: permissions, webhooks, addresses",
    )
    drift_seconds: int = Field(default=300, gt=0, description="Period of reading each shop's listings back")
    category_refresh_hours: int = Field(
        default=72,
        gt=0,
        description="How old a marketplace's categories and what it wants of listings may be before they are "
        "read again",
    )
    publish_refresh_seconds: int = Field(
        default=3600,
        gt=0,
        description="Period of looking whether the words and pictures of a published product changed",
    )
    sweep_stop_percent: int = Field(
        default=20,
        ge=1,
        le=100,
        description="A sweep that would zero more than this share of the listings stops and asks",
    )

    # What is kept, and how long
    replay_window_hours: int = Field(
        default=48, ge=24, description="How long a webhook is remembered so that it counts once"
    )
    inbox_retention_days: int = Field(default=7, ge=2, description="Handled webhooks are deleted after this")
    pushed_retention_days: int = Field(
        default=30, ge=1, description="Pushed numbers and their inputs are deleted after this"
    )
    buyer_retention_days: int = Field(
        default=90, ge=1, description="Buyers' data is erased this long after the order's end"
    )
    enquiry_retention_minutes: int = Field(
        default=60,
        ge=5,
        le=1440,
        description="What somebody asked of marketplaces through the JSON API is deleted this long after it "
        "was answered, and with it the labels that were printed for it",
    )
    erasure_proof_days: int = Field(
        default=1825, ge=30, description="The proof that a buyer's data was erased is kept this long"
    )
    order_retention_days: int = Field(
        default=730,
        ge=60,
        description="Our copies of marketplace orders are deleted this long after the order's end, and "
        "settlement lines after their import; Saleor's orders stay",
    )

    # Processes of `run`
    web_threads: int = Field(
        default=8, ge=1, le=200, description="Requests that one web process answers at the same time"
    )
    web_processes: int = Field(default=1, ge=1, le=32, description="Web processes")
    workers_urgent: int = Field(
        default=1, ge=1, le=32, description="Workers for stock that buyers see and that is not there"
    )
    workers_orders: int = Field(default=1, ge=1, le=32, description="Workers for orders")
    workers_bulk: int = Field(default=1, ge=1, le=32, description="Workers for all other pushes")
    workers_scan: int = Field(default=1, ge=1, le=32, description="Workers for reading back")
    valkey_megabytes: int = Field(
        default=64, ge=16, description="Memory limit of the embedded Valkey; full, it refuses"
    )

    # Logs
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least level that is logged"
    )
    log_format: Literal["auto", "json", "console"] = Field(
        default="auto", description="`auto`: for people on a terminal, JSON lines elsewhere"
    )

    # Development
    saleor_schema: Path | None = Field(
        default=None,
        validation_alias=AliasChoices("SALEOR_SCHEMA", "saleor_schema"),
        description="Saleor's published schema: with it, a test compares our own with it",
    )
    saleor_recordings: Path | None = Field(
        default=None,
        validation_alias=AliasChoices("SALEOR_RECORDINGS", "saleor_recordings"),
        description="Folder with recorded deliveries of a real Saleor: with it, a test verifies and parses "
        "them",
    )

    @field_validator(
        "allowed_hosts",
        "encryption_keys",
        "saleor_api_urls",
        "dashboard_origins",
        "picture_origins",
        mode="before",
    )
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("public_url", "saleor_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
            raise ValueError("must begin with http:// or https:// and name a host")
        return value.rstrip("/") if value and urlsplit(value).path == "/" else value

    @field_validator("dashboard_origins", "picture_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        # Some are written into a header, others compared whole: nothing but scheme, host and port.
        if not all(re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?", origin) for origin in value):
            raise ValueError("each must be like https://host.example, without a path")
        return value

    @field_validator("state_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @model_validator(mode="after")
    def _lease_outlives_a_call(self) -> Self:
        # A call begun under a lease must end under it: see "leases" in docs/architecture.md.
        if self.lease_seconds <= self.connect_timeout_seconds + self.read_timeout_seconds:
            raise ValueError("lease_seconds must exceed connect_timeout_seconds + read_timeout_seconds")
        return self


def variable(name: str) -> str:
    """The environment variable of a setting; raises KeyError for an unknown one."""
    alias = Settings.model_fields[name].validation_alias
    if isinstance(alias, AliasChoices):
        return str(alias.choices[0])
    return f"{PREFIX}{name.upper()}"


@cache
def settings() -> Settings:
    """This process's settings, read once; raises pydantic's ValidationError naming each wrong variable."""
    return Settings()
