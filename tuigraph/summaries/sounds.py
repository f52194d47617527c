"""Sounds for summaries, as WAV."""

from __future__ import annotations

import io
import wave
from typing import Any

import numpy as np


def wav(frames: Any, sample_rate: float) -> bytes:
    """float32 samples [frames, channels] between -1 and 1 as a WAV file of 16 bits."""
    scaled = frames * np.float32(1 << 15)
    rounded = np.copysign(np.floor(np.abs(scaled) + np.float32(0.5)), scaled)  # halves away from zero
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(frames.shape[1])
        file.setsampwidth(2)
        file.setframerate(round(sample_rate))
        file.writeframes(np.clip(rounded, -(1 << 15), (1 << 15) - 1).astype("<i2").tobytes())
    return out.getvalue()
