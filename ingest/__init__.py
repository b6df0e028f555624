"""Takes documents in: sources, readers, structure, metadata, and the sync that brings an index in step."""
