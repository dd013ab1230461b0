"""Steps know where they are written, so that a failure can name the line."""

from __future__ import annotations

from simulator.scenario.step_reading import place_of_step
from simulator.telephony.steps import Pauses

SHARED = """\
app: a:b
fragments:
  log in:
    - hears: PIN
    - presses: 1234
phones:
  4711:
    - pauses: 2s
    - answers
    - hears: Hello
caller:
  - hears: Welcome
  - do: log in
  - hangs_up
"""


def lines(steps):
    return [place_of_step(steps, number).line for number in range(1, len(steps) + 1)]


def test_a_step_is_where_it_is_written_also_one_of_a_fragment(read):
    (scenario,) = read(SHARED)

    assert lines(scenario.steps) == [12, 4, 5, 14]


def test_the_steps_of_a_phone_count_from_the_one_behind_picking_up(read):
    (scenario,) = read(SHARED)

    (phone,) = scenario.phones["4711"]
    assert lines(phone.steps) == [10]


def test_of_steps_that_are_not_written_no_place_is_known(read):
    (scenario,) = read(SHARED)

    assert place_of_step((Pauses(1),), 1) is None
    assert place_of_step(scenario.steps, 0) is None
    assert place_of_step(scenario.steps, 5) is None
