from simulator.telephony.recording import AudioFormat, FinishedRecording, RecordEnd


def test_the_length_of_a_recording_is_exact_to_the_microsecond():
    recording = FinishedRecording("r.mp3", "1aB3x", AudioFormat.MP3, 0.1, 0.3, RecordEnd.MAX_DURATION, ())

    assert recording.duration == 0.2


def test_the_ends_of_a_recording_have_the_names_of_rayo():
    assert {str(end) for end in RecordEnd} == {
        "max-duration",
        "initial-timeout",
        "final-timeout",
        "finish-digit",
        "hang-up",
        "stop",
    }
