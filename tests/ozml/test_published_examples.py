"""The structures of the published examples, in our own words: each plays to its end as its page describes it.

The pages are those of ozml-commands.md section 12; a number such as 4.1 is that of a section there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

import simulator.ozml.commands  # noqa: F401 - registers the commands
from simulator.ozml.parser import parse
from simulator.ozml.schema import COMMANDS, Family, element_names
from simulator.telephony.alarm_steps import ReceivesAlarm, SendsAlarm
from simulator.telephony.causes import HangupCause
from simulator.telephony.contact_id import AlarmMessage, EventQualifier
from simulator.telephony.effects import Spoken
from simulator.telephony.events import StepFailed
from simulator.telephony.media import Clip
from simulator.telephony.office import Office
from simulator.telephony.outbox import ChatMessage, Email, Sent
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.problem import Severity
from simulator.telephony.step import Step
from simulator.telephony.steps import HangsUp, Hears, Pauses, Presses, Says, StaysSilent
from simulator.telephony.variables import variables_from

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
DONE = "<Response/>"
OZEKI_10 = {"dialect": "ozeki10"}
CLIPS = {
    "welcome.wav": Clip("welcome", "welcome", 2.0),
    "music.mp3": Clip("music", "music", 4.0),
    "new/1.wav": Clip("new/1", "first message", 3.0),
    "new/2.wav": Clip("new/2", "second message", 3.0),
}
MAILBOX = variables_from(
    {"username": "Anna", "oldmessagepath": "Voicemail/9000/old"},
    {
        "voicemails": [
            {"message": "new/1.wav", "date": "3 May", "from": "Bela"},
            {"message": "new/2.wav", "date": "4 May", "from": "Cili"},
        ],
        "oldvoicemails": [],
    },
)
BUSY = Phone(PhoneOutcome.BUSY)
SUPPORT = Phone(after=2.0, steps=(Says(Spoken("Support, hello")), HangsUp()))
BURGLARY = AlarmMessage("1234", EventQualifier.NEW_EVENT, "131", "1", "15")
TONES = ["Contact ID handshake", "Contact ID kiss-off"]


@dataclass(frozen=True)
class Example:
    """An answer to IncomingCall, what people do, and everything that comes of it."""

    answer: str
    caller: Sequence[Step] = ()
    heard: Sequence[str] = ()
    """By the caller."""
    told: Sequence[str] = ()
    """The notifications behind IncomingCall."""
    sent: Sequence[tuple[str, str]] = ()
    """To whom, and what."""
    others_heard: Sequence[Sequence[str]] = ()
    """By the people whom the script called, call by call."""
    log: Sequence[str] = ()
    """Lines of the transcript that matter here."""
    cause: HangupCause = HangupCause.NORMAL_CLEARING
    notes: Sequence[str] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    phones: Mapping[str, Phone] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)


def sent(message: Sent) -> tuple[str, str]:
    match message:
        case ChatMessage(connection=connection, text=text):
            return connection, text
        case Email(recipient=recipient, subject=subject, text=text):
            return recipient, f"{subject}: {text}"
        case _:
            return message.recipient, message.text


# -- one command, or two ---------------------------------------------------------------------------------------------

COMMANDS_BY_SECTION = {
    "4.1, P5404: an array, and a loop through it": Example(
        '<Response><array id="colours"><item>red</item><item>blue</item></array>'
        '<ForEach source="colours"><speak>$item</speak></ForEach></Response>',
        heard=["red", "blue"],
    ),
    "4.2, P4617: behind a transfer that fails the caller is told": Example(
        f"{DECLARATION}<Response>\n <BlindTransfer>4711</BlindTransfer>\n <Speak>Nobody is there.</Speak>\n</Response>",
        heard=["Nobody is there."],
        others_heard=[[]],
        log=["0.0 transfer to 4711 failed: user busy"],
        phones={"4711": BUSY},
    ),
    "4.2, P4617: behind a transfer that nobody answers the caller is told": Example(
        "<Response><BlindTransfer Target='4711'/><Speak>Nobody is there.</Speak></Response>",
        heard=["Nobody is there."],
        others_heard=[[]],
        log=["90.0 transfer to 4711 failed: no answer from user"],
        phones={"4711": Phone(PhoneOutcome.NO_ANSWER)},
    ),
    "4.2, P4617: a transfer that is answered leaves the two to themselves": Example(
        "<Response><BlindTransfer>4711</BlindTransfer><Speak>Nobody is there.</Speak></Response>",
        [StaysSilent()],
        heard=["Support, hello"],
        others_heard=[[]],
        log=["2.0 connected with 4711", "3.4 call ended by callee: normal clearing"],
        phones={"4711": SUPPORT},
    ),
    "4.3, P4588: a call to somebody, about whom the app is asked when he picks up": Example(
        '<Response><Call Url="http://app/up" CallerId="77">4711</Call></Response>',
        told=["CallConnected"],
        others_heard=[["Good day"]],
        log=["0.0 [4711] call from 77 to 4711"],
        answers={"/up": "<Response><Speak>Good day</Speak></Response>"},
        phones={"4711": Phone()},
    ),
    "4.3, P4588: a call that cannot be made is an Error": Example(
        '<Response><Call Url="http://app/up" ErrorUrl="http://app/failed">4711</Call></Response>',
        told=["Error"],
        others_heard=[[]],
        answers={"/failed": DONE},
        phones={"4711": BUSY},
    ),
    "4.4, P4688: a pause between two sentences": Example(
        "<Response><Speak>One moment</Speak><Delay>3</Delay><Speak>Here I am</Speak></Response>",
        heard=["One moment", "Here I am"],
        log=["0.0 speaks 'One moment' (1.0 s)", "4.0 speaks 'Here I am' (0.9 s)"],
    ),
    "4.5: a file that is not needed any more": Example(
        "<Response><DeleteFile SourceFile='Voicemail/9000/new/1.wav'/></Response>",
        log=["0.0 deleted 'Voicemail/9000/new/1.wav'"],
    ),
    "4.7, P4801: another page takes over": Example(
        "<Response><GoTo>http://app/menu?level=2</GoTo></Response>",
        heard=["The second level"],
        told=["GoTo"],
        answers={"/menu?level=2": "<Response><Speak>The second level</Speak></Response>"},
    ),
    "4.8, P4689: nothing is said behind Hangup": Example(
        "<Response><Speak>Goodbye</Speak><Hangup/></Response>", heard=["Goodbye"]
    ),
    "4.9, P5401: a message gets another folder": Example(
        "<Response><ForEach source='voicemails'>"
        "<MoveFile SourceFile='$item.message' TargetDirectory='$oldmessagepath'/></ForEach></Response>",
        log=[
            "0.0 moved 'new/1.wav' to 'Voicemail/9000/old/new/1.wav'",
            "0.0 moved 'new/2.wav' to 'Voicemail/9000/old/new/2.wav'",
        ],
    ),
    "4.10, P4690: a file": Example("<Response><Play>welcome.wav</Play></Response>", heard=["welcome"]),
    "4.10, P4690: a file again and again": Example(
        '<Response><Play Repeat="true">music.mp3</Play></Response>',
        [Pauses(10.0), HangsUp()],
        heard=["music", "music", "music"],
        log=["8.0 plays 'music' (4.0 s)", "10.0 call ended by caller: normal clearing"],
    ),
    "4.12, P4776: a message that a key ends": Example(
        "<Response><Speak>Speak, then press hash.</Speak>"
        '<Record Duration="60" Inactivity="4" FinishDigits="#" Format="wav" FinishedUrl="http://app/rec"/>'
        "<Speak>Thank you.</Speak></Response>",
        [Hears("press hash"), Says(Spoken("It is me")), Presses("#")],
        heard=["Speak, then press hash.", "Kept.", "Thank you."],
        told=["RecordCompleted"],
        log=["3.1 recording finished: finish-digit, 0.8 s"],
        answers={"/rec": "<Response><Speak>Kept.</Speak></Response>"},
    ),
    "4.12, P4776: a message that silence ends": Example(
        '<Response><Record Duration="60" Inactivity="4" FinishDigits="#"/><Speak>Thank you.</Speak></Response>',
        [Pauses(1.0), Says(Spoken("It is me"))],
        heard=["Thank you."],
        log=["5.8 recording finished: final-timeout, 5.8 s"],
    ),
    "4.12, P4776: a message that is over with the call": Example(
        '<Response><Record FinishedUrl="http://app/rec"/><Speak>Thank you.</Speak></Response>',
        [Says(Spoken("It is me")), HangsUp()],
        told=["RecordCompleted"],
        log=["0.8 recording finished: hang-up, 0.8 s"],
        answers={"/rec": DONE},
    ),
    "4.13, P4691: a call that is refused": Example("<Response><Reject/></Response>", cause=HangupCause.CALL_REJECTED),
    "4.15, P5556: an e-mail without an extension": Example(
        '<Response><SendEmail Recipient="anna@example.com" Subject="A call" Message="Somebody called."/></Response>',
        sent=[("anna@example.com", "A call: Somebody called.")],
    ),
    "4.16, P4589: a short message, and its delivery report": Example(
        '<Response><SendSms Recipient="+3611111" DeliveryReportURL="http://app/dr">Your code is 1234</SendSms>'
        "</Response>",
        told=["SMSDeliveryReport"],
        sent=[("+3611111", "Your code is 1234")],
        answers={"/dr": DONE},
    ),
    "4.16, P4589: the caller is told at once that the message has been sent": Example(
        "<Response>\n <Speak>Our address comes as a message.</Speak>\n"
        ' <SendSms Recipient="+3611111">\n  Main Street 1,\n  second floor\n </SendSms>\n'
        " <Speak>The message has been sent.</Speak>\n</Response>",
        heard=["Our address comes as a message.", "The message has been sent."],
        sent=[("+3611111", "Main Street 1,\n  second floor")],
        log=["3.1 speaks 'The message has been sent.' (2.6 s)"],
    ),
    "4.17, P4692: a sentence in a language": Example(
        '<Response><Speak Language="en-UK">Good afternoon.</Speak></Response>', heard=["Good afternoon."]
    ),
    "4.17, P4581: a sentence in another language, over several lines": Example(
        "<Response>\n <Speak Language='pt-BR'>\n  Olá!\n  Não desligue.\n </Speak>\n</Response>",
        heard=["Olá! Não desligue."],
    ),
    "4.20, P5405: a value with a name": Example(
        '<Response><var id="who">Bela</var><Speak>Hello $who</Speak></Response>', heard=["Hello Bela"]
    ),
    "4.20, P5405: a value in every command that may use it": Example(
        '<Response><var id="number">4711</var><var id="text">Hello there</var>'
        '<SendSms Recipient="$number">$text</SendSms><Call Url="http://app/up">$number</Call>'
        "<Speak>$text, $number!</Speak><BlindTransfer>$number</BlindTransfer></Response>",
        heard=["Hello there, 4711!"],
        told=["CallConnected"],
        sent=[("4711", "Hello there")],
        others_heard=[[], []],
        answers={"/up": DONE},
        phones={"4711": Phone()},
    ),
}

# -- menus -----------------------------------------------------------------------------------------------------------

SALES_OR_SUPPORT = """<Response>
  <Userinput Timeout="5" Repeat="true" Digits="1" BackKey="*" ForwardToURL="http://app/keys">
    <InitialCommands>
      <Speak>Sales, press 1. Support, press 2.</Speak>
    </InitialCommands>
    <Inputs>
      <Input key="1"><BlindTransfer>4711</BlindTransfer></Input>
      <Input key="2">
        <UserInput Timeout="5" Repeat="true" BackKey="*">
          <InitialCommands><Speak>Star goes back.</Speak></InitialCommands>
        </UserInput>
      </Input>
    </Inputs>
  </Userinput>
</Response>"""
CHOICE = "Sales, press 1. Support, press 2."
SPOKEN_AGAIN = """<Response>
  <UserInput timeout="2" repeat="true">
    <InitialCommands><Speak>The time: press 1.</Speak><Speak>The end: press 2.</Speak></InitialCommands>
    <Inputs>
      <Input key="1"><Speak>It is noon.</Speak></Input>
      <Input key="2"><Speak>Goodbye.</Speak><Hangup/></Input>
    </Inputs>
  </UserInput>
</Response>"""
VOICEMAIL = """<Response>
  <UserInput repeat ='true' digits ='1'>
    <InitialCommands>
      <Speak>This is the mailbox of $username . To hear what is new, press 1. To leave, press 2.</Speak>
      <Delay>5</Delay>
    </InitialCommands>
    <Inputs>
      <Input key='1'>
        <ForEach source='voicemails'>
          <Speak>On $item.date , from $item.from .</Speak>
          <Play>$item.message</Play>
          <MoveFile SourceFile='$item.message' TargetDirectory='$oldmessagepath'/>
        </ForEach>
        <Speak>That is all.</Speak>
      </Input>
      <Input key='2'><Hangup/></Input>
    </Inputs>
  </UserInput>
</Response>"""
THIS_IS = "This is the mailbox of Anna . To hear what is new, press 1. To leave, press 2."
DELETES = """<Response>
  <ForEach source='voicemails'>
    <Play>$item.message</Play>
    <UserInput timeout='4'>
      <InitialCommands><Speak>To delete it, press 3.</Speak></InitialCommands>
      <Inputs><Input key='3'><DeleteFile SourceFile='$item.message'/><Speak>Deleted.</Speak></Input></Inputs>
    </UserInput>
  </ForEach>
  <Speak>That is all.</Speak>
</Response>"""

MENUS = {
    "4.19, P4693: a key that leads to somebody": Example(
        SALES_OR_SUPPORT,
        [Hears("press 2"), Presses("1")],
        heard=[CHOICE, "Support, hello"],
        others_heard=[[]],
        phones={"4711": SUPPORT},
    ),
    "4.19, P4693: a key that leads down, and one that leads back": Example(
        SALES_OR_SUPPORT,
        [Hears("press 2"), Presses("2"), Hears("star"), Presses("*"), Hears("press 2"), Presses("*")],
        heard=[CHOICE, "Star goes back.", CHOICE],
    ),
    "4.19, P4693: a key that the app decides about": Example(
        SALES_OR_SUPPORT,
        [Hears("press 2"), Presses("9")],
        heard=[CHOICE, "Nine is nothing."],
        told=["DtmfEntered"],
        answers={"/keys": "<Response><Speak>Nine is nothing.</Speak><Hangup/></Response>"},
    ),
    "4.19, P4693: nobody presses anything": Example(
        SALES_OR_SUPPORT,
        [Pauses(18.0), HangsUp()],
        heard=[CHOICE, CHOICE, CHOICE],
        log=["8.3 speaks 'Sales, press 1. Support, press 2.' (3.3 s)"],
    ),
    "4.8, P4689: the sentences are said again and again with two seconds between": Example(
        SPOKEN_AGAIN,
        [Pauses(10.0), HangsUp()],
        heard=["The time: press 1.", "The end: press 2."] * 2,
        log=[
            "0.0 speaks 'The time: press 1.' (1.8 s)",
            "1.8 speaks 'The end: press 2.' (1.7 s)",
            "5.5 speaks 'The time: press 1.' (1.8 s)",
            "7.3 speaks 'The end: press 2.' (1.7 s)",
        ],
    ),
    "4.8, P4689: the menu comes again behind an entry, and Hangup ends it": Example(
        SPOKEN_AGAIN,
        [Hears("The time"), Pauses(0.5), Presses("1"), Hears("noon"), Hears("The end"), Presses("2")],
        heard=[
            "The time: press 1.",
            "The end: press 2.",
            "It is noon.",
            "The time: press 1.",
            "The end: press 2.",
            "Goodbye.",
        ],
    ),
    "4.7, P4801: a key that leads to another page": Example(
        "<Response><Userinput timeout='5' repeat='true'><InitialCommands><Speak>Press 1.</Speak></InitialCommands>"
        "<Inputs><Input key='1'><GoTo>http://app/other?from=menu</GoTo></Input></Inputs></Userinput></Response>",
        [Hears("press 1"), Presses("1")],
        heard=["Press 1.", "Another page"],
        told=["GoTo"],
        answers={"/other?from=menu": "<Response><Speak>Another page</Speak></Response>"},
    ),
    "4.6, P5403, P5401: a mailbox lists its messages and keeps them": Example(
        VOICEMAIL,
        [Hears("mailbox"), Pauses(2.0), Presses("1"), Hears("That is all"), Hears("mailbox"), Presses("2")],
        heard=[
            THIS_IS,
            "On 3 May , from Bela .",
            "first message",
            "On 4 May , from Cili .",
            "second message",
            "That is all.",
            THIS_IS,
        ],
        log=[
            "moved 'new/1.wav' to 'Voicemail/9000/old/new/1.wav'",
            "moved 'new/2.wav' to 'Voicemail/9000/old/new/2.wav'",
        ],
    ),
    "4.6, P5403: a mailbox asks again after the five seconds of its Delay": Example(
        VOICEMAIL, [Pauses(20.0), HangsUp()], heard=[THIS_IS, THIS_IS], log=["12.8 speaks 'This is the mailbox"]
    ),
    "4.6, P5403: a loop through nothing, and the sentence behind it": Example(
        "<Response><ForEach source='oldvoicemails'><Play>$item.message</Play></ForEach><Speak>That is all.</Speak>"
        "</Response>",
        heard=["That is all."],
    ),
    "4.5, P5401: a key deletes the message that has just been played": Example(
        DELETES,
        [Hears("To delete"), Hears("To delete"), Presses("3")],
        heard=[
            "first message",
            "To delete it, press 3.",
            "second message",
            "To delete it, press 3.",
            "Deleted.",
            "That is all.",
        ],
        log=["deleted 'new/2.wav'"],
    ),
}

# -- whole programs --------------------------------------------------------------------------------------------------

MEMBERS_LINE = f"""{DECLARATION}<Response>
  <UserInput repeat='true' timeout='10' digits='4' enteredUrl='http://app/entered?line=members'>
    <InitialCommands>
      <Speak>
\t\tYou have reached the members' line.
\t\tYour code, please.
      </Speak>
    </InitialCommands>
  </UserInput>
</Response>
"""
MEMBERS_AREA = """
<?xml version='1.0'?>
<Response>
  <UserInput repeat='true' timeout='5'>
    <InitialCommands><Speak>Members: balance 1, advice 2, nothing 3.</Speak></InitialCommands>
    <Inputs>
      <Input key='1'><Speak>You have 42 euros.</Speak></Input>
      <Input key='2'><BlindTransfer>4711</BlindTransfer><Speak>Our advisers are busy.</Speak></Input>
      <Input key='3'><Hangup/></Input>
    </Inputs>
  </UserInput>
</Response>
"""
ASKS = "You have reached the members' line. Your code, please."
AREA = "Members: balance 1, advice 2, nothing 3."


def members_line(path: str, fields: dict[str, str]) -> str:
    """Git1: a code is asked for, checked, and opens the members' area."""
    match path:
        case "/":
            return MEMBERS_LINE
        case "/entered?line=members" if fields["DtmfDigits"] == "1234":
            return "\n<?xml version='1.0'?>\n<Response><GoTo>http://app/area?member=7&amp;again=no</GoTo></Response>\n"
        case "/entered?line=members":
            return "<Response><Speak>That is not right.</Speak><GoTo>http://app/</GoTo></Response>"
        case "/area?member=7&again=no":
            return MEMBERS_AREA
    raise AssertionError(path)


REMINDS = "<Response><Call ApiExtension='9000' Url='http://app/up?name=Anna&amp;at=ten'>+3620555</Call></Response>"
APPOINTMENT = """<?xml version="1.0"?>
<Response>
  <UserInput Timeout="5" Repeat="true">
    <InitialCommands><Speak>Anna, you are expected at ten. Press 1 to come, 2 not to.</Speak></InitialCommands>
    <Inputs>
      <Input key="1"><Speak>See you.</Speak><Hangup/></Input>
      <Input key="2"><GoTo>http://app/cancelled?name=Anna</GoTo></Input>
    </Inputs>
  </UserInput>
</Response>"""
EXPECTED = "Anna, you are expected at ten. Press 1 to come, 2 not to."

PROGRAMS = {
    "Git2: a reminder, and somebody who will come": Example(
        REMINDS,
        told=["CallConnected"],
        others_heard=[[EXPECTED, "See you."]],
        answers={"/up?name=Anna&at=ten": APPOINTMENT},
        phones={"+3620555": Phone(steps=(Hears("expected"), Presses("1")))},
    ),
    "Git2: a reminder, and somebody who will not come": Example(
        REMINDS,
        told=["CallConnected", "GoTo"],
        others_heard=[[EXPECTED, EXPECTED, "It is cancelled."]],
        answers={
            "/up?name=Anna&at=ten": APPOINTMENT,
            "/cancelled?name=Anna": "<Response><Speak>It is cancelled.</Speak></Response>",
        },
        phones={"+3620555": Phone(steps=(Hears("expected"), Hears("expected"), Presses("2")))},
    ),
    "Git2: a reminder that does not reach anybody": Example(
        REMINDS, others_heard=[[]], phones={"+3620555": Phone(PhoneOutcome.NO_ANSWER)}
    ),
}

# -- alarms ----------------------------------------------------------------------------------------------------------

ALARM = 'PhoneNumber="4711" AccountNumber="1234" EventCode="110" PartitionNumber="01" ZoneNumber="015"'
FIRE = AlarmMessage("1234", EventQualifier.NEW_EVENT, "110", "1", "15")
STATION = {"4711": Phone(steps=(ReceivesAlarm("110"),))}

ALARMS = {
    "4.11, P5556: an alarm becomes a short message": Example(
        '<OzML><ReceiveAlarmNotification><Received><SendSms Recipient="+3611111">Zone $zone, event $eventcode</SendSms>'
        "</Received></ReceiveAlarmNotification></OzML>",
        [SendsAlarm(BURGLARY), StaysSilent()],
        heard=TONES,
        sent=[("+3611111", "Zone 015, event 131")],
    ),
    "4.11, P5556: an alarm becomes an e-mail and a call": Example(
        "<OzML><ReceiveAlarmNotification><Received>"
        '<SendEmail Recipient="guard@example.com" Subject="Alarm" Message="Account $account, $eventname"/>'
        '<Call Url="http://app/up">4711</Call>'
        "</Received></ReceiveAlarmNotification></OzML>",
        [SendsAlarm(BURGLARY), StaysSilent()],
        heard=TONES,
        told=["CallConnected"],
        sent=[("guard@example.com", "Alarm: Account 1234, perimeter burglary")],
        others_heard=[["There is an alarm"]],
        answers={"/up": "<Response><Speak>There is an alarm</Speak></Response>"},
        phones={"4711": Phone()},
    ),
    "4.14, P5554: an alarm goes to the station": Example(
        f'<OzML><SendAlarmNotification {ALARM} ResultUrl="http://app/alarm" EventQualifier="NewEvent">'
        "</SendAlarmNotification></OzML>",
        told=["AlarmNotification"],
        others_heard=[[f"Contact ID message {FIRE.digits()}"]],
        answers={"/alarm": DONE},
        phones=STATION,
    ),
    "4.14, O7659: an alarm goes to the station, of which nobody wants to hear": Example(
        f"<Response><SendAlarmNotification {ALARM}/></Response>",
        others_heard=[[f"Contact ID message {FIRE.digits()}"]],
        phones=STATION,
    ),
}

# -- Ozeki 10 --------------------------------------------------------------------------------------------------------

SUCCESSOR = {
    "9, O7632: a call with its script": Example(
        "<Response><Call Dialled='4711' RingTime='20' FinishedUrl='http://app/over' "
        "ResponseOzML='&lt;Response&gt;&lt;Speak&gt;Good day&lt;/Speak&gt;&lt;/Response&gt;'/></Response>",
        told=["CallFinished"],
        others_heard=[["Good day"]],
        answers={"/over": DONE},
        phones={"4711": Phone()},
        settings=OZEKI_10,
    ),
    "9, O7631: a transfer, and an apology behind it": Example(
        "<Response><BlindTransfer TranferorParty='callee' Target='4711'/><Speak>Sorry.</Speak></Response>",
        heard=["Sorry."],
        others_heard=[[]],
        phones={"4711": BUSY},
        settings=OZEKI_10,
    ),
    "9, O7640: a file for a while": Example(
        "<Response><Play Repeat='true' Timeout='6'>music.mp3</Play><Speak>Enough.</Speak></Response>",
        heard=["music", "music", "Enough."],
        log=["6.0 speaks 'Enough.' (0.7 s)"],
        settings=OZEKI_10,
    ),
    "9, O7662: a message to a connection": Example(
        "<Response><SendMsg ToConnection='admin@localhost'>Somebody calls.</SendMsg></Response>",
        sent=[("admin@localhost", "Somebody calls.")],
        settings=OZEKI_10,
    ),
    "9, O7664: a value as an attribute": Example(
        "<Response><Var ID='who' Value='Bela'/><Speak>Hello $who</Speak></Response>",
        heard=["Hello Bela"],
        settings=OZEKI_10,
    ),
    "9, O7666: two numbers are connected": Example(
        "<Response><CallSetup Caller='4711' Callee='4712'/></Response>",
        others_heard=[["Support, hello"], []],
        phones={"4711": Phone(), "4712": SUPPORT},
        settings=OZEKI_10,
    ),
    "9, O7670: an alarm becomes a message to a connection": Example(
        "<OzML><ReceiveAlarmNotification><Received>"
        "<SendMsg ToConnection='admin @localhost'>Account $account, $eventqualifier $eventcode, $partition/$zone"
        "</SendMsg></Received></ReceiveAlarmNotification></OzML>",
        [SendsAlarm(BURGLARY), StaysSilent()],
        heard=TONES,
        sent=[("admin@localhost", "Account 1234, NewEvent 131, 01/015")],
        settings=OZEKI_10,
    ),
    "9, O7663: the back key of a menu that is not nested leads behind it": Example(
        "<Response><UserInput Timeout='5' Repeat='true' BackKey='*' MinDigits='1' MaxDigits='3'>"
        "<InitialCommands><Speak>Your number?</Speak></InitialCommands></UserInput><Speak>Behind.</Speak></Response>",
        [Hears("number"), Presses("12*")],
        heard=["Your number?", "Behind."],
        settings=OZEKI_10,
    ),
}

# -- calls between others --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Watched:
    """What an app answers that watches the calls of somebody, what people do, and everything that comes of it."""

    answers: Mapping[str, str]
    """By who is called and the state that is told, or by path; {2001} is the ID of the call to 2001."""
    dials: Sequence[str] = ("2001",)
    caller: Sequence[Step] = (Pauses(30.0), HangsUp())
    """In each call."""
    phones: Mapping[str, Phone] = field(default_factory=dict)
    heard: Sequence[str] = ()
    """By the caller, in the first call."""
    others_heard: Sequence[Sequence[str]] = ((),)
    """In the other calls and by those who are called, one after the other."""
    told: Sequence[str] = ()
    """The notifications other than CallChanged."""
    log: Sequence[str] = ()
    problems: Sequence[str] = ()
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass
class WatchingApp:
    """Answers once to whatever there is an answer for."""

    answers: Mapping[str, str]
    ids: dict[str, str] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)

    def __call__(self, path: str, fields: Mapping[str, str]) -> str:
        if path == "/changed":
            self.ids.setdefault(fields["Destination"], fields["CallID"])
            path = f"{fields['Destination']} {fields['CallState']}"
        elif path == "/routing":
            path = f"{fields['LastDialedNumber']} {fields['LastCallState']}"
        answer = self.answers.get(path, DONE) if path not in self.given else DONE
        self.given.add(path)
        for number, call_id in self.ids.items():
            answer = answer.replace(f"{{{number}}}", call_id)
        return answer


REPAIRED = {"repair_answers": True}
PEOPLE = {"2001": Phone(after=2.0), "2002": Phone(after=1.0), "4711": SUPPORT}
WONDERS = {"2001": Phone(after=2.0, steps=(Pauses(10.0), Says(Spoken("Who is there?")), StaysSilent()))}

BETWEEN_OTHERS = {
    "5.1, P4582: who is on hold is connected with somebody else, and the transferor leaves both calls": Watched(
        {
            "2001 InCall": "<Response><Hold/></Response>",
            "2001 Hold": '<Response><AttendedTransfer TransferorParty="caller" TransferredCallId="{2001}" '
            'TargetCallId="{2002}"/></Response>',
        },
        dials=("2001", "2002"),
        phones=WONDERS,
        others_heard=[[], [], ["Who is there?"]],
        log=["2.0 [2001] connected with 2002", "2.0 call ended by pbx: normal clearing"],
    ),
    "5.1, O7630: the call of the notification is transferred if no other is named": Watched(
        {"2001 InCall": '<Response><Hold/><AttendedTransfer TargetCallId="{2002}"/></Response>'},
        dials=("2001", "2002"),
        phones=WONDERS,
        others_heard=[[], [], ["Who is there?"]],
        log=["2.0 [2001] connected with 2002"],
    ),
    "5.2, P4583: a sentence for both, then one of them is connected with somebody else": Watched(
        {
            "2001 InCall": '<Response><Speak Party="all">One moment.</Speak>'
            '<BlindTransfer TransferorParty="callee" Target="4711" FinishedUrl="http://app/done"></BlindTransfer>'
            "</Response>",
        },
        heard=["One moment.", "Support, hello"],
        others_heard=[["One moment."], []],
        told=["BlindTransferCompleted"],
        log=["3.1 2001 transfers +3612345678 to 4711", "5.1 connected with 4711"],
    ),
    "5.2, P4583: whoever is told of the end of the new call answers with OzML": Watched(
        {
            "2001 InCall": '<Response><BlindTransfer TransferorParty="caller" Target="4711" FinishedUrl="/done"/>'
            "</Response>",
            "/done": '<Response><Hangup CallId="{2002}"/></Response>',
        },
        dials=("2001", "2002"),
        others_heard=[[], ["Support, hello"], [], []],
        told=["BlindTransferCompleted"],
        log=["4.0 call ended by pbx: normal clearing", "5.4 [2002] call ended by pbx: normal clearing"],
    ),
    "5.2, O7631: the parameter as its table has it": Watched(
        {"2001 InCall": "<Response><BlindTransfer TranferorParty='callee' Target='4711'/></Response>"},
        heard=["Support, hello"],
        others_heard=[[], []],
        problems=["alias"],
    ),
    "5.3, P4584: a call that rings goes to another phone": Watched(
        {"2001 Ringing": '<Response><Forward Destination="4711"/></Response>'},
        heard=["Support, hello"],
        others_heard=[[], []],
        log=["0.0 forwarded to 4711", "2.0 connected with 4711"],
    ),
    "5.4, P4585: several calls are ended with one answer": Watched(
        {"2001 InCall": '<Response><Hangup CallId="{2001}"/><Hangup CallId="{2002}"/></Response>'},
        dials=("2001", "2002"),
        others_heard=[[], [], []],
        log=["2.0 call ended by pbx: normal clearing", "2.0 [2002] call ended by pbx: normal clearing"],
    ),
    "5.4 and 8 (27), P4585: the ID has no quotes": Watched(
        {"2001 InCall": "<Response>\n <Hangup CallId={2001} />\n <Hangup CallId={2002} />\n</Response>"},
        dials=("2001", "2002"),
        others_heard=[[], [], []],
        log=["2.0 call ended by pbx: normal clearing", "2.0 [2002] call ended by pbx: normal clearing"],
        problems=["repaired", "repaired"],
        settings=REPAIRED,
    ),
    "5.5 and 8 (8), P4086: a sentence for both, then both are on hold": Watched(
        {"2001 InCall": f'{DECLARATION}<Response>\n <Speak Party="all">Wait.</Speak>\n <Hold></Hold>\n</Response>'},
        heard=["Wait."],
        others_heard=[["Wait."]],
        log=["2.5 put on hold by the app"],
    ),
    "5.5, P4592: both are taken off hold, and talk on": Watched(
        {
            "2001 InCall": "<Response><Hold/></Response>",
            "2001 Hold": '<Response><Speak Party="all">Here you are.</Speak><Unhold/></Response>',
        },
        phones=WONDERS,
        heard=["Here you are.", "Who is there?"],
        others_heard=[["Here you are."]],
        log=["2.0 put on hold by the app", "3.3 taken off hold by the app"],
    ),
    "5.5 and 8 (21), O7636: name spaces are declared that nobody uses": Watched(
        {
            "2001 InCall": '<?xml version="1.0"?><Response xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            'xmlns:xsd="http://www.w3.org/2001/XMLSchema"><Hold/></Response>',
        },
        log=["2.0 put on hold by the app"],
    ),
    "5.6, P4234: a file for one of them, who is then connected with somebody else": Watched(
        {
            "2001 InCall": '<Response><Play Party="caller">welcome.wav</Play>'
            '<BlindTransfer TransferorParty="callee" Target="4711"/></Response>',
        },
        heard=["welcome", "Support, hello"],
        others_heard=[[], []],
        log=["4.0 2001 transfers +3612345678 to 4711"],
    ),
    "5.6, P4690: a file for both, again and again": Watched(
        {"2001 InCall": '<Response><Play Party="all" Repeat="true" AudioFile="music.mp3"/></Response>'},
        caller=[Pauses(6.0), HangsUp()],
        heard=["music", "music"],
        others_heard=[["music", "music"]],
        log=["6.0 plays 'music' (4.0 s)", "8.0 call ended by caller: normal clearing"],
    ),
    "5.7, P4803: the call is recorded to its end": Watched(
        {"2001 InCall": '<Response><Record Format="wav" FinishedURL="http://app/rec"> </Record></Response>'},
        phones=WONDERS,
        heard=["Who is there?"],
        told=["RecordCompleted"],
        log=["2.0 recording started", "32.0 recording finished: hang-up, 30.0 s"],
    ),
    "5.8, O7643: keys for the callee": Watched(
        {"2001 InCall": '<Response><SendDTMF Party="callee" Keys="01234#"></SendDTMF></Response>'},
        phones=WONDERS,
        heard=["Who is there?"],
        others_heard=[[*"01234#"]],
    ),
    "5.8 and 8 (28), P4580: the closing tag has no slash": Watched(
        {"2001 InCall": '<Response>\n <SendDTMF Party="callee" Keys="01234#"><SendDTMF>\n</Response>'},
        phones=WONDERS,
        heard=["Who is there?"],
        others_heard=[[*"01234#"]],
        problems=["repaired"],
        settings=REPAIRED,
    ),
    "5.9 and 8 (9, 11), P4581: a sentence in another language, over several lines": Watched(
        {
            "2001 InCall": "<Response>\n <Speak Party='caller' Language='pt-BR'>\n\t\tOlá!\n\t\tNão desligue.\n"
            " </Speak>\n</Response>",
        },
        phones=WONDERS,
        heard=["Olá! Não desligue.", "Who is there?"],
    ),
    "5.10: a sentence, then what is said is recorded": Watched(
        {
            "2001 InCall": '<Response>\n  <Speak Party="all">This call is recorded.</Speak>\n'
            '  <Record Format="wav" FinishedUrl="http://app/rec"/>\n</Response>',
        },
        phones=WONDERS,
        heard=["This call is recorded.", "Who is there?"],
        others_heard=[["This call is recorded."]],
        told=["RecordCompleted"],
        log=["4.2 recording started", "32.0 recording finished: hang-up, 27.8 s"],
    ),
}

# -- routing ---------------------------------------------------------------------------------------------------------

NOBODY = Phone(PhoneOutcome.NO_ANSWER)
ASKED = "RoutingInterception"

ROUTED = {
    "6, P4594: an outside line, with the number to dial and the one to show": Watched(
        {
            "2001 Calling": '<Response><Route RingTime="20" Destination="provider-a" DialedNumber="3611111" '
            'CallerId="77"/></Response>',
        },
        phones={"3611111": SUPPORT},
        heard=["Support, hello"],
        told=[ASKED],
        log=["0.0 [3611111] call from 77 to 3611111"],
    ),
    "6, P4594: one person for a while, then a second one, then a third": Watched(
        {
            "2001 Calling": "<Response><Route RingTime='20'>2001</Route></Response>",
            "2001 NoAnswer": "<Response><Route RingTime='30'>2002</Route></Response>",
            "2002 NoAnswer": "<Response><Route>4711</Route></Response>",
        },
        phones={"2001": NOBODY, "2002": NOBODY},
        heard=["Support, hello"],
        others_heard=[[], [], []],
        told=[ASKED] * 3,
        log=[
            "20.0 not reached: 2001: no answer from user",
            "50.0 not reached: 2002: no answer from user",
            "52.0 connected with 4711",
        ],
    ),
    "6, P4594: a destination that is empty refuses the caller": Watched(
        {"2001 Calling": '<Response><Route Destination=""/></Response>'},
        others_heard=[],
        told=[ASKED],
        log=["0.0 call ended by pbx: call rejected"],
    ),
    "6 and 8 (1), O7658: no declaration": Watched(
        {"2001 Calling": "<Response>\n <Route Destination='4711' RingTime='15'></Route>\n</Response>"},
        heard=["Support, hello"],
        told=[ASKED],
    ),
    "6, P4201: where the answer routes nothing the dial plan does": Watched(
        {}, phones=WONDERS, heard=["Who is there?"], told=[ASKED], log=["2.0 connected with 2001"]
    ),
}

TABLES = (COMMANDS_BY_SECTION, MENUS, PROGRAMS, ALARMS, SUCCESSOR)


def rules(played, *severities: Severity) -> list[str]:
    return [one.rule for one in played.transcript.problems() if one.severity in severities]


@pytest.mark.parametrize(
    "example", [pytest.param(example, id=name) for table in TABLES for name, example in table.items()]
)
def test_an_example_plays_to_its_end(play, example):
    played = play(
        answers={"/": example.answer, **example.answers},
        caller=example.caller,
        phones=example.phones,
        variables=MAILBOX,
        clips=CLIPS,
        **example.settings,
    )

    assert played.heard == list(example.heard)
    assert [[prompt.text for prompt in call.prompts] for call in played.calls] == [*map(list, example.others_heard)]
    assert [fields["NotificationName"] for _, fields in played.requests] == ["IncomingCall", *example.told]
    assert [sent(message) for message in played.pbx.outbox.sent] == list(example.sent)
    assert [line for line in example.log if not any(line in one for one in played.lines())] == []
    assert rules(played, Severity.ERROR, Severity.WARNING) == []
    assert rules(played, Severity.NOTE) == list(example.notes)
    assert played.transcript.of(StepFailed) == []
    assert played.call.cause is example.cause
    assert played.pbx.idle


@pytest.mark.parametrize(
    ("caller", "heard", "told"),
    [
        pytest.param(
            [
                Hears("code"),
                Presses("1234"),
                Hears("Members"),
                Presses("1"),
                Hears("42"),
                Hears("Members"),
                Presses("3"),
            ],
            [ASKS, AREA, "You have 42 euros.", AREA],
            ["DtmfEntered", "GoTo"],
            id="Git1: the right code",
        ),
        pytest.param(
            [Hears("code"), Presses("1111"), Hears("code"), Presses("1234"), Hears("Members"), Presses("3")],
            [ASKS, "That is not right.", ASKS, AREA],
            ["DtmfEntered", "GoTo", "DtmfEntered", "GoTo"],
            id="Git1: a wrong code first",
        ),
        pytest.param(
            [
                Hears("code"),
                Presses("1234"),
                Hears("Members"),
                Presses("2"),
                Hears("busy"),
                Hears("Members"),
                HangsUp(),
            ],
            [ASKS, AREA, "Our advisers are busy.", AREA],
            ["DtmfEntered", "GoTo"],
            id="Git1: nobody for advice",
        ),
        pytest.param(
            [Hears("code"), Presses("12"), Hears("code"), Presses("1234"), Hears("Members"), Presses("3")],
            [ASKS, ASKS, AREA],
            ["DtmfEntered", "GoTo"],
            id="Git1: half a code, then a whole one",
        ),
    ],
)
def test_the_published_members_line_lets_members_in(play, caller, heard, told):
    played = play(answers=members_line, caller=caller, phones={"4711": BUSY})

    assert played.heard == heard
    assert [fields["NotificationName"] for _, fields in played.requests] == ["IncomingCall", *told]
    assert rules(played, Severity.ERROR) == []
    assert played.transcript.of(StepFailed) == []
    assert played.call.cause is HangupCause.NORMAL_CLEARING


def test_every_command_that_has_been_published_is_in_one_of_the_examples():
    """Of SQL nothing has been published but its name (section 4.18)."""
    answers = [MEMBERS_LINE, MEMBERS_AREA]
    answers += [one for table in TABLES for case in table.values() for one in (case.answer, *case.answers.values())]

    assert unpublished(Family.EXTENSION, answers) == {"SQL"}
    for family, table in ((Family.THIRD_PARTY, BETWEEN_OTHERS), (Family.ROUTING, ROUTED)):
        assert unpublished(family, [one for case in table.values() for one in case.answers.values()]) == set()


def unpublished(family: Family, answers: Sequence[str]) -> set[str]:
    """The commands of a family that stand in none of some answers."""
    names = element_names()
    scripts = [parse(one.encode(), "", repair=True, names=names) for one in answers]
    written = {element.name.lower() for one in scripts for element in one.root.walk()}
    known = {spec.name for spec in COMMANDS.values() if (spec.family, spec.dialect) == (family, "xe")}
    return {name for name in known if name.lower() not in written}


@pytest.mark.parametrize(
    ("example", "office"),
    [
        pytest.param(example, office, id=name)
        for table, office in (
            (BETWEEN_OTHERS, Office(call_changed_url="http://app/changed")),
            (ROUTED, Office(routing_url="http://app/routing", lines={"provider-a": "36*"})),
        )
        for name, example in table.items()
    ],
)
def test_an_example_about_a_call_between_others_comes_about(play, example, office):
    played = play(
        answers=WatchingApp(example.answers),
        caller=example.caller,
        dials=example.dials,
        phones={**PEOPLE, **example.phones},
        office=office,
        clips=CLIPS,
        **example.settings,
    )

    assert played.heard == list(example.heard)
    assert [[prompt.text for prompt in call.prompts] for call in played.calls] == [*map(list, example.others_heard)]
    told = [fields["NotificationName"] for _, fields in played.requests]
    assert [name for name in told if name != "CallChanged"] == list(example.told)
    assert [line for line in example.log if not any(line in one for one in played.lines())] == []
    assert rules(played, *Severity) == list(example.problems)
    assert played.transcript.of(StepFailed) == []
    assert played.pbx.idle
