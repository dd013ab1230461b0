"""Where a noise-free sound is silent and where it is not, to the sample. For recordings with noise there is `vad`."""

from __future__ import annotations

from typing import Final

from simulator.audio.pcm import SAMPLE_WIDTH, Pcm, audioop, sample_count

SILENT: Final = 16
"""Samples up to this amplitude (-66 dBFS) are silence: what filters leave behind, and nobody hears."""

_BLOCK = 80 * SAMPLE_WIDTH


def sounding_stretches(pcm: Pcm, *, bridge: float = 0.3) -> list[tuple[int, int]]:
    """Find what is not silent.

    Args:
        pcm: a sound without noise.
        bridge: silence shorter than this, in seconds, belongs to what is around it.

    Returns:
        (first, last + 1) in samples, ascending, not touching: the samples at both are louder than `SILENT`.
    """
    longest = sample_count(bridge)
    stretches: list[tuple[int, int]] = []
    for first, last in _loud_blocks(pcm):
        if stretches and first - stretches[-1][1] < longest:
            stretches[-1] = (stretches[-1][0], last)
        else:
            stretches.append((first, last))
    return stretches


def without_hiss(pcm: Pcm, stretches: list[tuple[int, int]]) -> Pcm:
    """Make everything but the stretches digital silence, so that they are exact, and cut it off at both ends."""
    parts = []
    position = stretches[0][0] if stretches else 0
    for first, last in stretches:
        parts.append(bytes((first - position) * SAMPLE_WIDTH))
        parts.append(pcm[first * SAMPLE_WIDTH : last * SAMPLE_WIDTH])
        position = last
    return b"".join(parts)


def _loud_blocks(pcm: Pcm) -> list[tuple[int, int]]:
    """The part between the first and the last loud sample of each block that has any."""
    found = []
    for start in range(0, len(pcm), _BLOCK):
        block = pcm[start : start + _BLOCK]
        if audioop.max(block, SAMPLE_WIDTH) > SILENT:
            loud = [n for n, sample in enumerate(memoryview(block).cast("h")) if abs(sample) > SILENT]
            found.append((start // SAMPLE_WIDTH + loud[0], start // SAMPLE_WIDTH + loud[-1] + 1))
    return found
