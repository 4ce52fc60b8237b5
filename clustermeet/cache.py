"""A cache that may vanish: a page is slower without Redis, never broken."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Answers as an empty cache would while Redis is away."""

    def _try(self, act: Callable[..., Any], default: Any, *args: Any, **options: Any) -> Any:
        try:
            return act(*args, **options)
        except (RedisError, RedisConnectionError) as error:
            log.warning("The cache is away: %s", error)
            return default

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._try(super().get, default, key, default, version)

    def get_many(self, keys: Any, version: int | None = None) -> Any:
        return self._try(super().get_many, {}, keys, version)

    def set(self, key: Any, value: Any, *args: Any, **options: Any) -> None:
        self._try(super().set, None, key, value, *args, **options)

    def add(self, key: Any, value: Any, *args: Any, **options: Any) -> bool:
        return bool(self._try(super().add, True, key, value, *args, **options))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._try(super().delete, False, key, version))
