"""Personal numbers at rest: SM4-GCM for reading back, HMAC-SM3 for finding (个保法; 密评).

A sealed value is ``<key id>:<hex nonce‖ciphertext‖tag>``. New values take the current key; old keys, by their id, still
open what they sealed until `units.rotation` has sealed everything anew (docs/operations.md, 密钥轮换).
A blind index is the hex HMAC-SM3 of the normalized number: equal numbers meet, nobody reads them.
"""

import os
from functools import lru_cache

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

NONCE_BYTES = 12
TAG_BYTES = 16


@lru_cache(maxsize=16)
def _block_cipher(hex_key: str) -> algorithms.SM4:
    return algorithms.SM4(bytes.fromhex(hex_key)[:16])


@lru_cache(maxsize=16)
def _keyed(hex_key: str) -> hmac.HMAC:
    """The keyed start of every index; a copy costs a third of keying anew."""
    return hmac.HMAC(bytes.fromhex(hex_key), hashes.SM3())


class UnknownKey(ValueError):
    """A value was sealed under a key that is not configured; names the key's id, never the value."""


def key_id_of(sealed: str) -> str:
    """The id of the key that sealed a value; "" for what `seal` did not make."""
    name, sign, _ = sealed.partition(":")
    return name if sign else ""


def known_keys() -> dict[str, str]:
    """Key id → hex key: the old ones, and the current one over them."""
    return {**settings.FIELD_KEYS_OLD, settings.FIELD_KEY_ID: settings.FIELD_KEY}


def seal(text: str) -> str:
    """Encrypt `text` under the current key; the empty string stays empty."""
    if not text:
        return ""
    nonce = os.urandom(NONCE_BYTES)
    encryptor = Cipher(_block_cipher(settings.FIELD_KEY), modes.GCM(nonce)).encryptor()
    body = encryptor.update(text.encode()) + encryptor.finalize()
    return f"{settings.FIELD_KEY_ID}:{(nonce + body + encryptor.tag).hex()}"


def unseal(sealed: str) -> str:
    """Decrypt what `seal` made.

    Raises:
        cryptography.exceptions.InvalidTag: the key is another one or the value was altered.
        UnknownKey: no key of the value's id is configured (a ValueError, as is a value that is no hex at all).
    """
    if not sealed:
        return ""
    key = known_keys().get(key_id_of(sealed))
    if key is None:
        raise UnknownKey(f"没有编号为“{key_id_of(sealed)}”的加密密钥。")
    raw = bytes.fromhex(sealed.partition(":")[2])
    nonce, body, tag = raw[:NONCE_BYTES], raw[NONCE_BYTES:-TAG_BYTES], raw[-TAG_BYTES:]
    decryptor = Cipher(_block_cipher(key), modes.GCM(nonce, tag)).decryptor()
    return (decryptor.update(body) + decryptor.finalize()).decode()


def blind_index(number: str, *, key: str = "") -> str:
    """Return 64 hex characters by which equal numbers can be found; "" for "".

    The number must already be normalized (upper case, half width, no spaces). `key` is another index key than the
    current one, for rotation.
    """
    if not number:
        return ""
    digest = _keyed(key or settings.INDEX_KEY).copy()
    digest.update(number.encode())
    return digest.finalize().hex()


def sm3(text: str) -> str:
    """SM3 of UTF-8 `text` in hex, for the audit chain."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(text.encode())
    return digest.finalize().hex()
