"""Personal numbers at rest: SM4-GCM for reading back, HMAC-SM3 for finding (个保法; 密评).

A sealed value is ``<key id>:<hex nonce‖ciphertext‖tag>``; the key id allows rotation.
A blind index is the hex HMAC-SM3 of the normalized number: equal numbers meet, nobody reads them.
"""

import os
from functools import lru_cache

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

KEY_ID = "1"
NONCE_BYTES = 12
TAG_BYTES = 16


@lru_cache(maxsize=4)
def _block_cipher(hex_key: str) -> algorithms.SM4:
    return algorithms.SM4(bytes.fromhex(hex_key)[:16])


@lru_cache(maxsize=4)
def _keyed(hex_key: str) -> hmac.HMAC:
    """The keyed start of every index; a copy costs a third of keying anew."""
    return hmac.HMAC(bytes.fromhex(hex_key), hashes.SM3())


def seal(text: str) -> str:
    """Encrypt `text`; the empty string stays empty."""
    if not text:
        return ""
    nonce = os.urandom(NONCE_BYTES)
    encryptor = Cipher(_block_cipher(settings.FIELD_KEY), modes.GCM(nonce)).encryptor()
    body = encryptor.update(text.encode()) + encryptor.finalize()
    return f"{KEY_ID}:{(nonce + body + encryptor.tag).hex()}"


def unseal(sealed: str) -> str:
    """Decrypt what `seal` made.

    Raises:
        cryptography.exceptions.InvalidTag: the key is another one or the value was altered.
    """
    if not sealed:
        return ""
    raw = bytes.fromhex(sealed.partition(":")[2])
    nonce, body, tag = raw[:NONCE_BYTES], raw[NONCE_BYTES:-TAG_BYTES], raw[-TAG_BYTES:]
    decryptor = Cipher(_block_cipher(settings.FIELD_KEY), modes.GCM(nonce, tag)).decryptor()
    return (decryptor.update(body) + decryptor.finalize()).decode()


def blind_index(number: str) -> str:
    """Return 64 hex characters by which equal numbers can be found; "" for "".

    The number must already be normalized (upper case, half width, no spaces).
    """
    if not number:
        return ""
    digest = _keyed(settings.INDEX_KEY).copy()
    digest.update(number.encode())
    return digest.finalize().hex()


def sm3(text: str) -> str:
    """SM3 of UTF-8 `text` in hex, for the audit chain."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(text.encode())
    return digest.finalize().hex()
