"""What is not documented about the real PBX, and what the simulator does there.

Open questions have numbers, by which the source refers to them (`ASSUMPTION ozml q35`). Where a setting can switch
the behaviour, `simulator.settings` names the question; the others are here because one should know of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OZML: Final[Mapping[str, str]] = {
    "q1": "names of elements and attributes, and fixed words, match without regard to case",
    "q2": "an answer that is not well-formed is refused; a setting has the usual slips repaired",
    "q3": "an answer that cannot be used ends the call of an API extension; elsewhere nothing comes of it",
    "q4": "an unknown root element makes an answer unusable",
    "q5": "an unknown element is skipped with everything in it",
    "q6": "an unknown attribute is ignored",
    "q7": "a command without a parameter that it needs is skipped; a Call without Url is hung up when it is picked up",
    "q8": "a parameter that is given as attribute and as text: the attribute counts",
    "q9": "text between commands is ignored",
    "q10": "a Reject that is not the first command is ignored",
    "q11": "commands behind a Reject that refuses the call never run",
    "q12": "a Reject in the answer to anything but IncomingCall is ignored",
    "q13": "a call rings until the answer to IncomingCall is there, then it is picked up or refused",
    "q14": "a refused call ends with the cause 21, call rejected",
    "q15": "commands behind a Hangup never run, but in third-party call control, where they may be about another call",
    "q16": "GoTo replaces the whole script, wherever it stands",
    "q17": "a script that uses no time comes to an end after so many GoTo or other commands",
    "q18": "a phone that nobody picks up is given up after the ring time",
    "q19": "while a transfer rings, nothing else runs and nothing is heard",
    "q20": "after a transfer the two people talk until one of them hangs up, at the latest when neither has more to do",
    "q21": "in third-party call control the TransferorParty of a BlindTransfer leaves, and the other one is connected",
    "q22": "Call does not wait for the new call, which has variables of its own",
    "q23": "without ApiExtension the extension counts whose notification is answered",
    "q24": "a Call that fails and has no ErrorUrl is only noted",
    "q25": "a language that is not installed is replaced by another one",
    "q26": "Speak takes as long as its speech",
    "q27": "Play takes as long as its file; what cannot be played takes no time",
    "q28": "a repeated Play is ended by hanging up only",
    "q29": "a repeated Play in a prompt is ended by a key only",
    "q30": "a key that no command waits for is lost",
    "q31": "a key that does not finish a recording is recorded as sound",
    "q32": "the key that finishes a recording is used up",
    "q33": "a recording without a limit ends when somebody hangs up",
    "q34": "a limit of 0 counts as not given",
    "q35": "the answer to RecordCompleted is run in place of the Record, then the script goes on behind it",
    "q36": "the answer to RecordCompleted of a call between others is run as one to CallChanged",
    "q37": "messages and e-mails are sent at once; a short message is delivered a second later",
    "q38": "in answers about messages, commands that need a call are skipped",
    "q39": "variables belong to one call and live until it ends; an SMS report begins with those of its script",
    "q40": "a reference to a variable that is not set stays as it is written",
    "q41": "a ForEach through an array that is not set runs nothing",
    "q42": "arrays and variables have name spaces of their own",
    "q43": "the innermost $item hides the others",
    "q44": "commands of another family than that of the notification are skipped",
    "q45": "answers about one call are run one after the other, in the order in which they came",
    "q46": "a third-party command that does not fit the state of its call, or is about an unknown one, has no effect",
    "q47": "Play and Speak for the parties of a call take as long as they sound",
    "q48": "of several Route the first counts",
    "q49": "a RingTime of 0 counts as not given",
    "q50": "an answer may have 1 MiB and 64 levels",
    "q51": "document types and entities are refused",
    "q52": "the encoding is the declared one, else that of a byte order mark, else of the HTTP header, else UTF-8",
    "q53": "the Content-Type does not matter",
    "q54": "requests that OzML causes are redirected and timed as notifications are",
    "q55": "ForwardToUrl is not asked when nobody has pressed a key",
    "s1.4": "the text of SendEmail is its Message",
    "s2.2": "a reference is $name or $name.field; the dot counts only if the value has fields",
    "s4.5": "the parameter of DeleteFile is called SourceFile, or is the text",
    "s4.7": "relative addresses count from the answer that holds them; GoTo with an SQL query is not simulated",
    "s4.9": "files are moved and deleted for real, in certain folders of the data folder only",
    "s4.11": "an alarm message is asked for four times; then the script goes on behind the command",
    "s4.14": "an alarm message is sent by a call of its own, four times at most; the script does not wait for it",
    "s4.18": "SQL runs its text, or Query; with an ID the rows become an array and the first one a variable",
    "s5.2": "when a placed call is over, its FinishedUrl is asked; the name and the fields of that request are ours",
    "s9": "what the pages of Ozeki 10 do not tell: parameters of WaitForMsg, the effect of Exit, the length of Beep",
    "s10.2": "the first key silences the prompt of a UserInput; Timeout counts from the end of the prompt and anew "
    "from each key, without one the time between keys is a setting; an entry that leads nowhere starts the menu "
    "anew; an entry that is too short counts as none; BackKey leaves the menu, or goes back to the one around it",
}
"""By the number of the question, or of the section where there is none."""

HTTP_API: Final[Mapping[str, str]] = {
    "q1": "the fields of notifications, beyond the few that are published, are ours; a setting replaces their names",
    "q2": "the field with the ID of a call is called CallID, as CallerID is",
    "q3": "Call is answered at once; a setting has it wait until the callee has picked up or not",
    "q4": "a call that fails is told with the name of a state: Busy, NoAnswer, NotFound or Error",
    "q5": "the answer to Call holds no ID of a call; a setting adds it",
    "q6": "a request without a command is answered 302, naming the parameter",
    "q7": "an unknown command is answered 301, with the name as it came",
    "q8": "a body that is no form, bytes that are no UTF-8 and parameters that are no well-formed XML are answered 300",
    "q9": "parameters that a command does not have are ignored",
    "q10": "of a parameter that is given twice the first value counts",
    "q11": "a value that cannot be used is answered 302",
    "q12": "first parameters are checked, in the order of the documented table, then whether the extension or the call "
    "is there, then whether its state fits; a Call without Url is hung up when it is picked up, unless a setting has it "
    "refused",
    "q13": "a command that does not fit the state of its call is answered 303",
    "q14": "a call that is over cannot be found any more",
    "q16": "a notification is posted once, follows five redirects, and waits ten seconds of wall time for its answer",
    "q23": "recordings are /HttpRecordings/CALLID_yyyyMMddHHmmss.mp3 or .wav; a second one of a second is numbered",
    "q24": "a recording without FinishedURL is not told of",
    "q26": "forms are UTF-8, with a plus for a blank and escapes in lower case (%3a)",
    "q27": "each notification has a connection of its own, which is closed when the answer is there",
    "q29": "lists without entries are empty elements",
    "q30": "the types of extensions are SIP, API, IVR, RingGroup and Voicemail; there is an element for each in a list",
    "q31": "a short message ends as Delivered or as Failed",
    "q32": "the filters of GetCallHistory match whole fields, but General a part of any; the oldest call comes first",
    "q33": "a security token is 22 letters and digits, and is not used for anything",
    "s2.1": "names of commands and parameters match in any case; an empty parameter counts as not given; the body of a "
    "POST comes before the query string",
    "s2.2": "first the client's address is checked, then whether name and password are there, then whether they are "
    "right, then the user's access profile, then the command",
    "s3": "a command that can only stand in OzML is answered 303",
    "s4.1": "the Url of a Call is posted to exactly as it was written; without ApiExtension the first one calls",
    "s4.2": "SendSms, SendEmail and SendAlarmNotification by an API extension that cannot be used are answered 401",
    "s4.3": "an e-mail to which no pattern of the office leads is answered 501",
    "s4.4": "SendAlarmNotification over HTTP has the parameters of the OzML command",
    "s4.5": "ListActiveCalls tells only of calls that are not over",
    "s4.10": "Play, Speak and SendDTMF are answered when they begin",
    "s4.14": "phones with at most five digits are extensions; a setting changes how many",
    "s4.16": "what a phone that nobody has configured has in its configuration is ours, as that of an API extension is; "
    "an unknown extension is told by its ID",
    "s4.17": "a configuration of another type than SIP needs no more than ID and Enabled",
    "s4.18": "ModifyConfig of an extension that is not there, or of another type, is answered 702",
    "s4.20": "the history holds the calls that are over, and NumberOfCalls counts all that match",
    "s6.10": "an Error is posted to the ErrorUrl of a Call; what the app answers to it is not run",
    "s6.11": "what became of an alarm message is told as AlarmNotification, with the parameters of the command and a "
    "Result; what the app answers to it is not run",
    "s7.5": "the ID of a call is a positive 31-bit integer in base 62, and stays the same for the whole call",
}
"""What concerns notifications and requests, likewise; the source refers to it as `http-api q23`."""
