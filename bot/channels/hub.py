"""The channels that are on: their inbox, their couriers, and the conversation that they share."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from bot.channels.channel import Channel, Malformed
from bot.channels.conversation import Answerer, Conversation
from bot.channels.courier import Courier
from bot.channels.settings import ChannelSettings
from bot.channels.store import DeliveryStore
from bot.feedback import FeedbackStore
from bot.quota import Quota

logger = logging.getLogger(__name__)


def channels_of(settings: ChannelSettings, data_dir: Path) -> list[Channel]:
    """The channels whose tokens are set. Raises InvalidSetting."""
    found: list[Channel | None] = []
    if settings.telegram_token is not None:
        from bot.channels.telegram import Telegram  # aiogram takes a second to load

        found.append(Telegram.of(settings))
    if settings.zalo_bot_token is not None:
        from bot.channels.zalo_bot import ZaloBot

        found.append(ZaloBot.of(settings))
    if settings.zalo_oa() is not None:
        from bot.channels.zalo_oa import ZaloOA

        found.append(ZaloOA.of(settings, data_dir))
    return [channel for channel in found if channel is not None]


class Hub:
    """Takes in what arrives by any channel, and has it answered."""

    def __init__(self, store: DeliveryStore, channels: Sequence[Channel], couriers: Sequence[Courier]) -> None:
        self.channels = {channel.name: channel for channel in channels}
        self._store = store
        self._couriers = dict(zip(self.channels, couriers, strict=True))

    @classmethod
    @asynccontextmanager
    async def working(
        cls,
        channels: Sequence[Channel],
        data_dir: Path,
        public_url: str | None,
        answerer: Answerer,
        feedback: FeedbackStore,
        quota: Quota,
    ) -> AsyncIterator[Self]:
        """A hub whose couriers work until the context is left; then what is under way is ended."""
        store = DeliveryStore(data_dir)
        conversation = Conversation(store, feedback, answerer, public_url, quota)
        couriers = [Courier(channel, store, conversation, data_dir) for channel in channels]
        tasks = [asyncio.create_task(courier.run()) for courier in couriers]
        try:
            yield cls(store, channels, couriers)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for channel in channels:
                await channel.close()
            store.close()

    async def receive(self, channel: Channel, update: Any) -> None:
        """Puts an update into the inbox if it has to be; it is on disk when this returns."""
        try:
            envelope = channel.envelope(update)
        except Malformed as error:
            logger.warning("%s: an update cannot be read: %s", channel.name, error)
            return
        if envelope is None:
            logger.debug("%s: an update without a message", channel.name)
            return
        if await self._store.receive(channel.name, envelope, time.time()):
            self._couriers[channel.name].wake()
