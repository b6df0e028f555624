"""Converts the formats that only LibreOffice reads well into the ones that are read here."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from ingest.errors import MissingTool, UnreadableFile

PROGRAM = "soffice"
_PACKAGES = {
    ".docx": ("libswlo.so", "libreoffice-writer-nogui"),
    ".xlsx": ("libsclo.so", "libreoffice-calc-nogui"),
    ".pptx": ("libsdlo.so", "libreoffice-impress-nogui"),
}  # what each target needs: a library of LibreOffice, and the Debian package that it comes in

TARGETS: Mapping[str, str] = {
    ".doc": ".docx", ".dot": ".docx", ".rtf": ".docx", ".odt": ".docx", ".ppt": ".pptx", ".pps": ".pptx",
    ".odp": ".pptx", ".xls": ".xlsx", ".xlt": ".xlsx", ".ods": ".xlsx",
}  # fmt: skip
"""What each format is converted into."""
_CONVERSIONS = {**TARGETS, ".xlsx": ".xlsx"}  # the latter works out the formulas of a workbook

_RESTART = 81  # exit code of the first run with a new profile: it wants to be run again


def install_command() -> str | None:
    """The command that installs what of LibreOffice is missing, on Debian and Ubuntu; None if nothing is."""
    missing = [package for target, (_, package) in _PACKAGES.items() if not _is_installed(target)]
    return f"apt-get install --no-install-recommends {' '.join(missing)}" if missing else None


def _is_installed(target: str) -> bool:
    program = shutil.which(PROGRAM)
    if program is None:
        return False
    folder = Path(program).resolve().parent
    installed = [library for library, _ in _PACKAGES.values() if (folder / library).is_file()]
    return not installed or _PACKAGES[target][0] in installed  # no library of its own: LibreOffice is built as one


def convert(data: bytes, extension: str, name: str, seconds: float) -> bytes:
    """The file `name`, of the format of `extension`, in the format that `TARGETS` says; a workbook (.xlsx) comes back
    with its formulas worked out.

    Raises `MissingTool` without LibreOffice, `UnreadableFile` if it cannot read the file within `seconds`.
    """
    (found,) = convert_all([data], extension, seconds)
    if found is None:
        raise UnreadableFile(
            f"LibreOffice không đọc được tệp {name}: tệp bị hỏng hoặc có mật khẩu.",
            f"LibreOffice cannot read {name}: it is damaged or protected by a password.",
        )
    return found


def convert_all(files: Sequence[bytes], extension: str, seconds: float) -> list[bytes | None]:
    """All `files`, which are of one format, converted with one start; None for each that could not be.

    Files that are not ready after `seconds` are not converted. Raises `MissingTool` without LibreOffice.
    """
    program = shutil.which(PROGRAM)
    if program is None or not _is_installed(_CONVERSIONS[extension]):
        raise MissingTool(
            f"Tệp {extension} cần LibreOffice; cài bằng lệnh: {install_command()}",
            f"{extension} files need LibreOffice; install it with: {install_command()}",
        )
    with tempfile.TemporaryDirectory(prefix="bantin-office-") as folder:
        sources = [Path(folder, f"{number}{extension}") for number in range(len(files))]
        for source, data in zip(sources, files, strict=True):
            source.write_bytes(data)
        _run(_binary(program), Path(folder), sources, seconds)
        results = [Path(folder, "out", f"{source.stem}{_CONVERSIONS[extension]}") for source in sources]
        return [result.read_bytes() if result.is_file() else None for result in results]


def _binary(program: str) -> str:
    """The program that the launcher starts: run directly, it is a child of this process and can be killed."""
    binary = Path(program).resolve().with_name("soffice.bin")
    return str(binary if binary.is_file() else program)


def _run(program: str, folder: Path, sources: Sequence[Path], seconds: float) -> None:
    target = _CONVERSIONS[sources[0].suffix].removeprefix(".")
    command = [
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nologo",
        "--nolockcheck", "--convert-to", target, "--outdir", str(folder / "out"), *map(str, sources),
    ]  # fmt: skip
    for _ in range(2):
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False, cwd=folder
            )
        except subprocess.TimeoutExpired:
            return
        if done.returncode != _RESTART:
            return
