// Calls to the app at APP, placed by `ozeki-simulator serve`: dotnet run
using System.Net.Http.Json;
using System.Text.Json.Nodes;

var simulator = Environment.GetEnvironmentVariable("SIMULATOR") ?? "http://127.0.0.1:7780";
var app = Environment.GetEnvironmentVariable("APP") ?? "http://127.0.0.1:8000";
using var client = new HttpClient();

var failed = 0;
await Test("the balance is told to whoever has the PIN", async () =>
{
    await Call("""[{"hears": "press 1"}, {"presses": "1"}, {"hears": "PIN"}, {"presses": "1234"}, {"hears": "120 euros"}]""");
});
await Test("a wrong PIN is refused", async () =>
{
    var result = await Call(
        """[{"hears": "press 1"}, {"presses": "1"}, {"hears": "PIN"}, {"presses": "0000"}, {"hears": "wrong"}, "hangs_up"]""");
    Check(!Heard(result).Any(text => text.Contains("balance is")), "the balance was told");
});
await Test("a message is recorded", async () =>
{
    var result = await Call(
        """[{"hears": "press 2"}, {"presses": "2"}, {"hears": "message"}, {"says": "Hello, this is Anna."}, "stays_silent"]""");
    var end = (string?)result["recordings"]!.AsArray().Single()!["end"];
    Check(end == "final-timeout", "Inactivity did not end the recording");
    Check(Heard(result).Last().StartsWith("Thank you."), "nobody was thanked");
});
return failed > 0 ? 1 : 0;

// Lets somebody call the app, and waits for what comes of it. The clock is virtual: a call takes no time.
async Task<JsonObject> Call(string steps)
{
    var order = new JsonObject { ["url"] = $"{app}/incoming", ["steps"] = JsonNode.Parse(steps) };
    using var response = await client.PostAsJsonAsync($"{simulator}/control/v1/calls?wait=30", order);
    var result = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    if (!response.IsSuccessStatusCode)
    {
        throw new InvalidOperationException(result.ToJsonString());
    }
    if (result["passed"]?.GetValue<bool>() != true) // the report tells what was heard, and what the app answered
    {
        var report = result["links"]!["report"]!.GetValue<string>();
        throw new InvalidOperationException("\n" + await client.GetStringAsync(simulator + report));
    }
    return result;
}

static IEnumerable<string> Heard(JsonObject result) =>
    result["heard"]!.AsArray().Select(prompt => prompt!["text"]!.GetValue<string>());

static void Check(bool right, string otherwise)
{
    if (!right)
    {
        throw new InvalidOperationException(otherwise);
    }
}

async Task Test(string name, Func<Task> test)
{
    try
    {
        await test();
        Console.WriteLine($"ok {name}");
    }
    catch (Exception error)
    {
        failed++;
        Console.WriteLine($"not ok {name}: {error.Message}");
    }
}
