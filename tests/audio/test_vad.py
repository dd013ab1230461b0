import json
import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from simulator.audio.noise import NoiseKind, noise
from simulator.audio.pcm import cut, duration, level_dbfs, mixed, scaled, silence
from simulator.audio.tones import KEYS, dtmf_tone
from simulator.audio.vad import voiced_segments
from simulator.telephony.media import KeyMark, Segment

CLIPS = Path(__file__).parents[2] / "fixtures" / "audio"
LABELS = json.loads((CLIPS / "labels.json").read_text(encoding="utf-8"))
SPOKEN = [name for name, label in LABELS.items() if label["voice"]]
CLEAR = [name for name in SPOKEN if LABELS[name]["noise"] is None]
MUTE = [name for name in LABELS if name not in SPOKEN]


def clip(name):
    with wave.open(str(CLIPS / name)) as file:
        return file.readframes(file.getnframes())


def labelled(name):
    return [Segment(start, end) for start, end in LABELS[name]["voice"]]


def frames(segments, pcm):
    """One boolean for each 10 ms."""
    marked = np.zeros(round(duration(pcm) * 100), bool)
    for segment in segments:
        marked[round(segment.start * 100) : round(segment.end * 100)] = True
    return marked


def f1(pairs):
    """The harmonic mean of precision and recall over (found, true) frames."""
    found, true = (np.concatenate(part) for part in zip(*pairs, strict=True))
    return 2 * (found & true).sum() / (found.sum() + true.sum())


def in_noise(name, kind, snr_db, seed):
    """A clear clip with noise behind it that is so much fainter than the voice while it sounds."""
    pcm = clip(name)
    voice = b"".join(cut(pcm, segment.start, segment.end) for segment in labelled(name))
    return mixed(pcm, noise(kind, duration(pcm), level_dbfs(voice) - snr_db, seed=seed))


def test_voice_is_found_where_the_labels_say_when_nothing_else_sounds():
    pairs = [(frames(voiced_segments(clip(name)), clip(name)), frames(labelled(name), clip(name))) for name in CLEAR]

    assert len(CLEAR) == 9
    assert f1(pairs) >= 0.97


@pytest.mark.parametrize("name", CLEAR)
def test_every_stretch_of_clear_speech_ends_within_sixty_milliseconds_of_its_label(name):
    found = voiced_segments(clip(name))

    assert len(found) == len(labelled(name))
    for segment, true in zip(found, labelled(name), strict=True):
        assert abs(segment.end - true.end) < 0.060
        assert abs(segment.start - true.start) < 0.060


def test_quiet_speech_is_found_as_well():
    pairs = []
    for name in CLEAR:
        if name not in {"quiet.wav", "speech_then_hash.wav"}:
            quiet = scaled(clip(name), 10 ** (-25 / 20))
            pairs.append((frames(voiced_segments(quiet), quiet), frames(labelled(name), quiet)))

    assert f1(pairs) >= 0.97


@pytest.mark.parametrize("kind", list(NoiseKind))
@pytest.mark.parametrize("snr_db", [10, 15, 20])
def test_voice_is_found_through_noise(kind, snr_db):
    pairs = []
    for seed, name in enumerate(CLEAR):
        if name != "quiet.wav":
            noisy = in_noise(name, kind, snr_db, seed=100 * snr_db + seed)
            pairs.append((frames(voiced_segments(noisy), noisy), frames(labelled(name), noisy)))

    assert f1(pairs) >= 0.93


@pytest.mark.parametrize("kind", list(NoiseKind))
@pytest.mark.parametrize("name", ["yes.wav", "sentence.wav", "message.wav", "german.wav", "pauses.wav"])
def test_speech_over_faint_noise_ends_within_a_hundred_and_fifty_milliseconds_of_its_label(kind, name):
    for seed in range(3):
        found = voiced_segments(in_noise(name, kind, 20, seed))

        assert [len(found), abs(found[-1].end - labelled(name)[-1].end) < 0.150] == [len(labelled(name)), True]


@pytest.mark.parametrize("kind", list(NoiseKind))
@pytest.mark.parametrize("snr_db", [20, 10, 5])
def test_the_clips_with_noise_hold_one_stretch_of_voice(kind, snr_db):
    name = f"speech_{kind}_{snr_db}db.wav"
    (found,) = voiced_segments(clip(name))

    (true,) = labelled(name)
    assert abs(found.start - true.start) < 0.1
    assert abs(found.end - true.end) < 0.2


@pytest.mark.parametrize("name", MUTE)
def test_nobody_speaks_in_silence_noise_and_keys(name):
    assert voiced_segments(clip(name)) == ()


@pytest.mark.parametrize("kind", list(NoiseKind))
@pytest.mark.parametrize("level", [-60, -50, -40, -30, -25])
def test_steady_noise_is_never_voice(kind, level):
    for seed in range(4):
        assert voiced_segments(noise(kind, 10, level, seed=1_000 + seed)) == ()


def test_keys_are_never_voice_with_or_without_noise_behind_them():
    for tone in (0.04, 0.1, 0.5):
        pcm = silence(0.3) + b"".join(dtmf_tone(key, tone) + silence(0.1) for key in KEYS)

        assert voiced_segments(pcm) == ()
        assert voiced_segments(mixed(pcm, noise(NoiseKind.WHITE, duration(pcm), -30))) == ()


def test_a_key_after_speech_does_not_prolong_it():
    with_key = clip("speech_then_hash.wav")
    key_begins = LABELS["speech_then_hash.wav"]["keys"][0][1]

    assert voiced_segments(with_key) == voiced_segments(cut(with_key, 0, key_begins - 0.1))


def test_keys_that_the_caller_knows_are_not_looked_for_again():
    pcm = clip("sentence.wav")
    everywhere = [KeyMark("1", 0.0, duration(pcm))]

    assert voiced_segments(pcm, everywhere) == ()
    assert voiced_segments(pcm, ()) == voiced_segments(pcm)


def test_a_pause_of_a_fifth_of_a_second_is_part_of_speaking_and_one_of_more_than_half_is_not():
    found = voiced_segments(clip("pauses.wav"))

    assert [round(after.start - before.end, 1) for before, after in pairwise(found)] == [0.6, 1.0]


def test_a_click_is_no_voice():
    click = np.zeros(8_000, "<i2")
    click[4_000:4_080] = 20_000

    assert voiced_segments(click.tobytes()) == ()


def test_segments_are_in_order_apart_and_inside_the_sound():
    for name in SPOKEN:
        found = voiced_segments(clip(name))

        assert found[0].start >= 0
        assert found[-1].end <= duration(clip(name))
        assert all(one.end - one.start >= 0.08 for one in found)
        assert all(after.start - before.end > 0.3 for before, after in pairwise(found))


def test_speech_that_fills_a_whole_clip_is_found_from_end_to_end():
    (true,) = labelled("sentence.wav")
    (found,) = voiced_segments(cut(clip("sentence.wav"), true.start, true.end))

    assert found.start <= 0.02
    assert found.end >= true.end - true.start - 0.04


def test_the_same_sound_always_gives_the_same_segments():
    pcm = clip("speech_pink_10db.wav")

    assert len({voiced_segments(bytes(bytearray(pcm))) for _ in range(3)}) == 1


def test_a_sound_of_no_or_next_to_no_length_holds_no_voice():
    assert voiced_segments(b"") == ()
    assert voiced_segments(bytes(2)) == ()
    assert voiced_segments(bytes(161)[:160]) == ()
