"""How many questions one session and one address may ask: token buckets in memory, refilled by the minute."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable

from bot.settings import BotSettings
from vectorstore.errors import BantinError

SESSION_DEFAULT = 20
"""Questions per minute of one session, where nothing is set and the person is on another machine."""
ADDRESS_DEFAULT = 120
"""Questions per minute of one address, where nothing is set; a whole office may share one address."""
_MAX_BUCKETS = 50_000
_MINUTE = 60.0


class TooManyQuestions(BantinError):
    """A session or an address has asked more than its quota; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            f"Có quá nhiều câu hỏi trong một phút: xin chờ {retry_after} giây rồi hỏi tiếp.",
            f"Too many questions within a minute: please wait {retry_after} seconds, then ask again.",
        )
        self.retry_after = retry_after


class Buckets:
    """One token bucket per key: `per_minute` at once, and as many again within each minute."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic, most: int = _MAX_BUCKETS) -> None:
        self._size = float(per_minute)
        self._clock = clock
        self._most = most
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> float:
        """Seconds until `key` may take another token; 0 when it may now."""
        return max(0.0, 1.0 - self._level(key)) * _MINUTE / self._size

    def take(self, key: str) -> None:
        """Takes a token of `key`. The keys that were used longest ago are forgotten when there are too many."""
        self._buckets[key] = (self._level(key) - 1.0, self._clock())
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)

    def _level(self, key: str) -> float:
        level, since = self._buckets.get(key, (self._size, 0.0))
        return min(self._size, level + (self._clock() - since) * self._size / _MINUTE)


class Quota:
    """The quotas of one server. Addresses of this machine have none unless one is set; 0 turns a quota off."""

    def __init__(self, settings: BotSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self._sessions = _Limit(settings.session_questions_per_minute, SESSION_DEFAULT, clock)
        self._addresses = _Limit(settings.address_questions_per_minute, ADDRESS_DEFAULT, clock)

    def take(self, session_id: str | None, address: str | None) -> None:
        """Counts one question; who asks by a messenger has no address. Raises TooManyQuestions, and counts nothing
        then."""
        loopback = address is not None and is_loopback(address)
        wanted = []
        if address is not None:
            wanted.append((self._addresses.buckets(loopback), network(address)))
        if session_id:
            wanted.append((self._sessions.buckets(loopback), session_id))
        counted = [(buckets, key) for buckets, key in wanted if buckets is not None]
        wait = max((buckets.wait(key) for buckets, key in counted), default=0.0)
        if wait > 0:
            raise TooManyQuestions(math.ceil(wait))
        for buckets, key in counted:
            buckets.take(key)


class _Limit:
    """A quota as it is set, or its default, which does not hold on loopback."""

    def __init__(self, given: int | None, default: int, clock: Callable[[], float]) -> None:
        per_minute = default if given is None else given
        self._buckets = Buckets(per_minute, clock) if per_minute else None
        self._is_set = given is not None

    def buckets(self, loopback: bool) -> Buckets | None:
        """The buckets to take from, None where there is no limit."""
        return self._buckets if self._is_set or not loopback else None


def is_loopback(address: str) -> bool:
    """Whether `address` is this machine's own."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback


def network(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 network that one IPv6 subscriber has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
