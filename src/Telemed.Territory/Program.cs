using System.CommandLine;
using System.CommandLine.Parsing;
using Spectre.Console;
using Telemed.Territory.Hub;
using Telemed.Territory.Seed;

var url = new Option<Uri>("--url") { Description = "The hub", DefaultValueFactory = _ => new Uri("http://localhost:8080"), CustomParser = ReadUrl };
var seed = new Option<int>("--seed") { Description = "The same seed makes the same people and the same chance", DefaultValueFactory = _ => 1 };
var patients = new Option<int>("--patients") { Description = "How many patients", DefaultValueFactory = _ => 300 };
var days = new Option<int>("--days") { Description = "How far back the history goes", DefaultValueFactory = _ => 60 };

var seedCommand = new Command("seed", "Write the demo territory into a hub: directory, patients, history") { url, seed, patients, days };
seedCommand.SetAction((parsed, cancel) => Run(parsed.GetRequiredValue(url), hub =>
    new SeedTerritory(hub, AnsiConsole.Console, TimeProvider.System).Run(parsed.GetValue(seed), parsed.GetValue(patients), parsed.GetValue(days), cancel)));

return await new RootCommand("A simulated territory: fills a hub with people and a past, then lives in it") { seedCommand }.Parse(args).InvokeAsync();

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
    catch (OperationCanceledException)
    {
        AnsiConsole.MarkupLine("Stopped.");
        return (int)ExitCode.Stopped;
    }
}
