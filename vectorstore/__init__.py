"""Where bulletins are stored and found."""

import os

# ONNX Runtime and the hub's client report to their makers unless told not to before they are imported. Nothing that is
# asked or stored here is anybody else's business.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

# NumPy's threads wait actively after each product, which takes the processor from the embedding model: with one, a
# question among 100,000 passages takes 3.6 instead of 4.3 times its bare embedding call. NumPy reads it when imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
