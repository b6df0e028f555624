"""Where bulletins are stored and found."""

import os

# ONNX Runtime and the hub's client report to their makers unless told not to before they are imported. Nothing that is
# asked or stored here is anybody else's business.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
