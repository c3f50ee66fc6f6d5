using System.CommandLine;
using System.CommandLine.Parsing;
using Spectre.Console;
using Telemed.Territory.Hub;
using Telemed.Territory.Seed;
using Telemed.Territory.Simulate;

var url = new Option<Uri>("--url") { Description = "The hub", DefaultValueFactory = _ => new Uri("http://localhost:8080"), CustomParser = ReadUrl };
var seed = new Option<int>("--seed") { Description = "The same seed makes the same people and the same chance", DefaultValueFactory = _ => 1 };
var patients = new Option<int>("--patients") { Description = "How many patients", DefaultValueFactory = _ => 300 };
var days = new Option<int>("--days") { Description = "How far back the history goes", DefaultValueFactory = _ => 60 };

var seedCommand = new Command("seed", "Write the demo territory into a hub: directory, patients, history") { url, seed, patients, days };
seedCommand.SetAction((parsed, cancel) => Run(parsed.GetRequiredValue(url), hub =>
    new SeedTerritory(hub, AnsiConsole.Console, TimeProvider.System).Run(parsed.GetValue(seed), parsed.GetValue(patients), parsed.GetValue(days), cancel)));

var speed = new Option<double>("--speed") { Description = "Simulated time over real time", DefaultValueFactory = _ => 60 };
var perHour = new Option<double>("--per-hour") { Description = "Requests in a simulated hour", DefaultValueFactory = _ => 6 };
var minutes = new Option<double?>("--minutes") { Description = "End after so many real minutes" };

var simulateCommand = new Command("simulate", "Make requests and answers happen in a seeded hub, until Ctrl-C") { url, speed, seed, perHour, minutes };
simulateCommand.SetAction((parsed, cancel) => Run(parsed.GetRequiredValue(url), async hub =>
{
    using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
    if (parsed.GetValue(minutes) is { } limit) end.CancelAfter(TimeSpan.FromMinutes(limit));
    await new SimulateTerritory(hub, AnsiConsole.Console, TimeProvider.System).Run(parsed.GetValue(speed), parsed.GetValue(seed), parsed.GetValue(perHour), end.Token);
}));

return await new RootCommand("A simulated territory: fills a hub with people and a past, then lives in it") { seedCommand, simulateCommand }.Parse(args).InvokeAsync();

static Uri? ReadUrl(ArgumentResult argument)
{
    if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return url;
    argument.AddError($"--url: {argument.Tokens[0].Value} is no http address.");
    return null;
}

static async Task<int> Run(Uri url, Func<HubClient, Task> command)
{
    using var hub = new HubClient(url);
    try
    {
        await command(hub);
        return (int)ExitCode.Done;
    }
    catch (HubFault fault)
    {
        AnsiConsole.MarkupLineInterpolated($"[red]{fault.Message}[/]");
        return (int)fault.Exit;
    }
    catch (HttpRequestException e)
    {
        AnsiConsole.MarkupLineInterpolated($"[red]{e.Message}[/]");
        return (int)ExitCode.Unreachable;
    }
    catch (OperationCanceledException)
    {
        AnsiConsole.MarkupLine("Stopped.");
        return (int)ExitCode.Stopped;
    }
}
