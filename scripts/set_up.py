"""Sets up what `make` needs: the environment in .venv, and the Debian packages that the tests use.

    python3 scripts/set_up.py core     # what Bản Tin itself needs
    python3 scripts/set_up.py dev      # and what lint, types, tests and benchmarks need
    python3 scripts/set_up.py system   # Chromium, LibreOffice and Tesseract, for the tests
    python3 scripts/set_up.py lock     # writes constraints.txt anew

Done again, each is quick. What fails is told in one sentence that says what to do. Only the standard library is used,
in a syntax that Python 3.6 reads, so that an old Python is told and not stumbled over.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

OLDEST = (3, 11)
PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
CONSTRAINTS = os.path.join(ROOT, "constraints.txt")
LOG = os.path.join(VENV, "set-up.log")
TARGETS = {"core": ".", "dev": ".[dev]"}
NEEDED_MB = {"core": 1200, "dev": 3000}

# What the tests run, and the Debian packages that hold it.
PROGRAMS = (
    (("chromium", "chromium-browser", "google-chrome"), ("chromium",)),
    (("soffice",), ("libreoffice-writer-nogui", "libreoffice-calc-nogui", "libreoffice-impress-nogui")),
    (("tesseract",), ("tesseract-ocr", "tesseract-ocr-vie", "tesseract-ocr-script-viet")),
)

# What pip's output tells of a failure → what a person can do about it.
FAILURES = (
    (r"No space left on device|Errno 28", "The disk is full: make room (about {need} MB), then run make again."),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError",
        "The package index's certificate is not trusted: behind a company proxy, set PIP_CERT to its certificate.",
    ),
    (
        r"NewConnectionError|NameResolutionError|name resolution|ConnectTimeout|ReadTimeout|timed out|Max retries"
        r"|Network is unreachable|Connection refused|ProxyError|ConnectionResetError|Connection broken",
        "The package index cannot be reached: check the network (or HTTPS_PROXY, PIP_INDEX_URL), then run make again; "
        "what has been downloaded is kept.",
    ),
    (
        r"requires a different Python|Requires-Python|No matching distribution found",
        "A pinned package has no build for Python {python} on this machine: use Python 3.11, 3.12 or 3.13, "
        "as in: make demo PYTHON=python3.11",
    ),
    (
        r"ResolutionImpossible",
        "The pinned versions cannot be had together: either the package index lacks one (is PIP_INDEX_URL right?), "
        "or pyproject.toml and constraints.txt disagree (then run: make lock).",
    ),
    (r"Permission denied|Errno 13", "Files in {venv} cannot be written: delete that folder, then run make again."),
)

FETCHED = re.compile(r"\s*(?:Downloading|Using cached) (\S+?)-\d\S*\.(?:whl|tar\.gz)(?: \(([\d.]+) (\w+)\))?")


class SetUpError(Exception):
    """One sentence: what is wrong and what to do."""


def check_python():
    """Refuses a Python that is too old."""
    if sys.version_info < OLDEST:
        raise SetUpError(
            f"Bản Tin needs Python 3.11 or newer, and this is {PYTHON}: install one, or name it, as in: "
            "make demo PYTHON=python3.12"
        )


def install(kind):
    """Makes .venv where it is missing or broken, and installs into it unless that has been done."""
    check_python()
    wanted = fingerprint()
    if any(read(stamp(done)) == wanted for done in ("dev", kind)):
        return
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free < NEEDED_MB[kind] and not os.path.exists(stamp(kind)):
        needed = NEEDED_MB[kind]
        raise SetUpError(f"Only {free} MB are free and about {needed} are needed: make room, then run make again.")
    if not venv_works():
        make_venv(VENV)
    print("Installing the pinned packages into .venv …", flush=True)
    pip_install(python_of(VENV), ["--editable", TARGETS[kind], "--constraint", CONSTRAINTS], kind)
    with open(stamp(kind), "w") as file:
        file.write(wanted)


def fingerprint():
    """What the installed packages depend on, in short."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (os.path.join(ROOT, "pyproject.toml"), CONSTRAINTS):
        digest.update(read(path).encode())
    return digest.hexdigest()


def stamp(kind):
    """The file that says with what `kind` was installed."""
    return os.path.join(VENV, ".installed-" + kind)


def read(path):
    """The text of a file, empty where there is none."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


def python_of(venv):
    """The Python of a virtual environment."""
    return os.path.join(venv, "bin", "python")


def venv_works():
    """Whether .venv has a Python that is new enough, and pip."""
    check = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    try:
        return subprocess.run([python_of(VENV), "-c", check], stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def make_venv(folder):
    """Makes a virtual environment, over whatever broken one is there."""
    print(f"Making {os.path.relpath(folder)} with {sys.executable} …", flush=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if made.returncode == 0:
        return
    told = made.stdout.decode("utf-8", "replace")
    if "ensurepip" in told or "No module named" in told:
        raise SetUpError(
            f"Python's venv module is missing: on Debian or Ubuntu run: sudo apt-get install python{PYTHON}-venv, "
            "then run make again."
        )
    raise failure(told, "core")


def pip_install(python, arguments, kind):
    """Runs pip, showing on one line what it does; its whole output goes to a log file."""
    command = [
        python,
        "-m",
        "pip",
        "install",
        "--progress-bar",
        "off",
        "--disable-pip-version-check",
        "--no-compile",
        *arguments,
    ]
    environment = dict(os.environ, PYTHONUNBUFFERED="1", PIP_NO_INPUT="1")
    packages, megabytes, told = 0, 0.0, []
    with open(LOG, "w", encoding="utf-8") as log, Line() as line:
        running = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        for text in running.stdout:
            log.write(text)
            told.append(text)
            fetched = FETCHED.match(text)
            if fetched:
                packages += 1
                name, size, unit = fetched.groups()
                megabytes += float(size or 0) * {"kB": 0.001, "MB": 1, "GB": 1000}.get(unit, 0)
                line.show(f"{packages} packages, {megabytes:.0f} MB: {name.split('/')[-1]}")
            elif text.startswith("Installing collected packages"):
                line.show(f"{text.count(',') + 1} packages, {megabytes:.0f} MB: unpacking", last=True)
        if running.wait() != 0:
            raise failure("".join(told), kind)


class Line:
    """A line that is written over on a terminal; elsewhere only the last one is written."""

    def __enter__(self):
        self._live, self._written = sys.stdout.isatty(), False
        return self

    def show(self, text, last=False):
        """Shows `text` in place of what was shown before."""
        width = shutil.get_terminal_size().columns - 1
        if self._live:
            sys.stdout.write("\r\033[K  " + text[: width - 2])
            self._written = True
        elif last:
            sys.stdout.write("  " + text + "\n")
        sys.stdout.flush()

    def __exit__(self, *_):
        if self._written:
            sys.stdout.write("\n")


def failure(told, kind):
    """The error that fits what a program printed."""
    for pattern, sentence in FAILURES:
        if re.search(pattern, told):
            return SetUpError(sentence.format(need=NEEDED_MB[kind], python=PYTHON, venv=VENV))
    lines = told.splitlines() or ["no reason given"]
    errors = [line for line in lines if line.startswith("ERROR")] or lines
    return SetUpError(f"{errors[-1]}\nSee {LOG}; deleting .venv and running make again may help.")


def install_programs():
    """Installs the missing Debian packages, or says how."""
    wanted = [package for names, packages in PROGRAMS if not any(map(shutil.which, names)) for package in packages]
    if not wanted and not has_vietnamese():
        wanted = ["tesseract-ocr-vie"]
    if not wanted:
        return
    by_hand = "sudo apt-get install --no-install-recommends " + " ".join(wanted)
    if shutil.which("apt-get") is None:
        raise SetUpError("The tests need these, by Debian's names; please install them: " + " ".join(wanted))
    root = [] if os.geteuid() == 0 else ["sudo"]
    if root and (shutil.which("sudo") is None or (not sys.stdin.isatty() and not sudo_asks_nothing())):
        raise SetUpError("The tests need Debian packages; please run: " + by_hand)
    print("Installing Debian packages for the tests: {} …".format(", ".join(wanted)), flush=True)
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    told = ""
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted],
    ):
        done = subprocess.run([*root, *environment, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        told += done.stdout.decode("utf-8", "replace")
        if done.returncode != 0 and command[1] == "install":
            last = ([line for line in told.splitlines() if line.startswith("E:")] or ["no reason given"])[-1]
            raise SetUpError(f"apt-get failed ({last}); please run: {by_hand}")


def has_vietnamese():
    """Whether Tesseract reads Vietnamese."""
    listed = subprocess.run(["tesseract", "--list-langs"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return "vie" in listed.stdout.decode("utf-8", "replace").split()


def sudo_asks_nothing():
    """Whether sudo works without a password."""
    return subprocess.run(["sudo", "-n", "true"], stderr=subprocess.DEVNULL).returncode == 0


def lock():
    """Writes constraints.txt from a clean installation of everything; the newest versions that fit are taken."""
    check_python()
    os.makedirs(VENV, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        make_venv(folder)
        print("Installing the newest packages that fit …", flush=True)
        pip_install(python_of(folder), [TARGETS["dev"]], "dev")
        listed = subprocess.run(
            [python_of(folder), "-m", "pip", "freeze"], stdout=subprocess.PIPE, text=True, check=True
        ).stdout
    # A local version such as 2.13.0+cpu exists on this machine only; `bantin @ file:…` is the project itself.
    pins = sorted((line.split("+")[0] for line in listed.splitlines() if "==" in line), key=str.lower)
    with open(CONSTRAINTS, "w", encoding="utf-8") as file:
        file.write('# All packages that "make" may install, in the versions that were tested. Written by: make lock\n')
        file.write("\n".join(pins) + "\n")
    print(f"{len(pins)} packages are pinned in constraints.txt.")


COMMANDS = {"core": lambda: install("core"), "dev": lambda: install("dev"), "system": install_programs, "lock": lock}


def main():
    """Runs the commands that are named, in order."""
    try:
        for name in sys.argv[1:]:
            COMMANDS[name]()
    except SetUpError as error:
        sys.exit(f"\n{error}")
    except OSError as error:
        sys.exit(f"\n{failure(str(error), 'dev')}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
