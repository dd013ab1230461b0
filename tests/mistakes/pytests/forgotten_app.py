"""Nobody has said which app is tested."""


def test_somebody_answers(pbx):
    call = pbx.call()
    call.hears("Good morning")
