// An IVR with a PIN and a voicemail, as a minimal API of .NET 8 or later: dotnet run -- 8000
using System.Security;

const string Pin = "1234";

var app = WebApplication.CreateBuilder().Build();
using var client = new HttpClient();

app.MapPost("/incoming", () => Ozml(
    $"""
    <UserInput Timeout="5">
      <InitialCommands>{Speak("Welcome. For your balance, press 1. To leave a message, press 2.")}</InitialCommands>
      <Inputs>
        <Input Key="1">{GoTo("/pin?attempt=1")}</Input>
        <Input Key="2">{GoTo("/voicemail")}</Input>
      </Inputs>
    </UserInput>
    {Speak("Goodbye.")}
    """));

app.MapPost("/pin", (int attempt) => Ozml(
    $"""
    <UserInput Digits="4" Timeout="5" ForwardToUrl="/balance?attempt={attempt}">
      <InitialCommands>{Speak("Enter your four digit PIN.")}</InitialCommands>
    </UserInput>
    """));

app.MapPost("/balance", async (int attempt, HttpRequest request) =>
{
    var form = await request.ReadFormAsync();
    if (form["DtmfDigits"] == Pin)
    {
        return Ozml(Speak("Your balance is 120 euros."));
    }
    return Ozml(Speak("That PIN is wrong."), attempt < 3 ? GoTo($"/pin?attempt={attempt + 1}") : "<Hangup/>");
});

app.MapPost("/voicemail", () => Ozml(
    Speak("Leave a message."),
    """<Record Format="wav" Inactivity="3" FinishedUrl="/recorded"/>"""));

app.MapPost("/recorded", async (HttpRequest request) =>
{
    var form = await request.ReadFormAsync();
    var sound = await client.GetByteArrayAsync(form["RecordURL"].ToString());
    var seconds = Math.Round((sound.Length - 44) / 16000.0); // 8,000 samples of two bytes, and a head
    return Ozml(Speak($"Thank you. Your message has {seconds} seconds."));
});

app.Run($"http://127.0.0.1:{(args.Length > 0 ? args[0] : "8000")}");

static string Speak(string text) => $"<Speak>{SecurityElement.Escape(text)}</Speak>";

static string GoTo(string path) => $"<GoTo>{SecurityElement.Escape(path)}</GoTo>";

static IResult Ozml(params string[] commands) =>
    Results.Content($"<Response>{string.Concat(commands)}</Response>", "text/xml");
