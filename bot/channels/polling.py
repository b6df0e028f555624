"""Asks a messenger for what arrived, where no webhook can reach this machine."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

from bot.channels.answerers import CommandAnswerer
from bot.channels.channel import Channel, Poller
from bot.channels.errors import ChannelDown, TryLater
from bot.channels.hub import Hub
from bot.feedback import FeedbackStore
from bot.quota import Quota

logger = logging.getLogger(__name__)

_LONGEST_DELAY = 60.0


class PolledChannel(Channel, Poller, Protocol):
    """A channel that can be polled."""


def run(
    channel: PolledChannel,
    data_dir: Path,
    public_url: str | None,
    answerer: CommandAnswerer,
    feedback: FeedbackStore,
    quota: Quota,
    prepare: Callable[[], Awaitable[None]],
) -> None:
    """Polls and answers until SIGINT or SIGTERM; `prepare` runs first. Raises SendError, PollingRefused."""

    async def main() -> None:
        async with Hub.working([channel], data_dir, public_url, answerer, feedback, quota) as hub:
            await prepare()
            await _poll(channel, hub)

    async def stoppable() -> None:
        task = asyncio.create_task(main())
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, task.cancel)
        try:
            await task
        except asyncio.CancelledError:
            pass
        finally:
            answerer.close()
            feedback.close()

    asyncio.run(stoppable())


async def _poll(channel: PolledChannel, hub: Hub) -> None:
    delay = 1.0
    while True:
        try:
            updates = await channel.poll()
        except (TryLater, ChannelDown) as error:
            logger.warning("%s: %s", channel.name, error)
            await asyncio.sleep(getattr(error, "after", None) or delay)
            delay = min(_LONGEST_DELAY, delay * 2)
            continue
        delay = 1.0
        for update in updates:
            await hub.receive(channel, update)
