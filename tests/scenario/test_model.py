from pathlib import Path

from simulator.scenario.model import AppKind, AppSpec, Scenario

ASGI = AppSpec(AppKind.ASGI, "demo:app")


def test_an_id_is_the_file_as_it_was_given_and_the_name():
    scenario = Scenario("A message ended by silence", Path("scenarios", "voicemail.yaml"), 1, ASGI)

    assert scenario.id == "scenarios/voicemail.yaml::A message ended by silence"


def test_two_paths_of_an_app_are_one_server():
    wav = AppSpec(AppKind.ASGI, "demo:app", path="/incoming?format=wav")
    mp3 = AppSpec(AppKind.ASGI, "demo:app", path="/incoming?format=mp3")

    assert wav != mp3
    assert {wav.server, mp3.server} == {ASGI.server}


def test_an_app_of_whichever_kind_of_python_is_one_server():
    kinds = [AppSpec(kind, "demo:app") for kind in (AppKind.ASGI, AppKind.WSGI, AppKind.PYTHON)]

    assert len({one.server for one in kinds}) == 1


def test_a_scenario_that_says_nothing_calls_9000_on_seed_0_and_any_clock():
    scenario = Scenario("a", Path("a.yaml"), 1, ASGI)

    assert (scenario.to, scenario.caller, scenario.seed, scenario.clock) == ("9000", "+3612345678", 0, None)


def test_the_same_app_may_be_called_at_another_path():
    address = AppSpec(AppKind.URL, "http://app.test/incoming?a=b")

    assert [one.incoming for one in (ASGI.at("/sms?x=1"), address, AppSpec(AppKind.URL, "http://app.test"))] == [
        "/sms?x=1",
        "/incoming?a=b",
        "",
    ]
    assert ASGI.at("/sms").server == ASGI.server
    assert address.at("/sms").target == "http://app.test/sms"
