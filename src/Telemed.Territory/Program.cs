using System.CommandLine;
using System.CommandLine.Parsing;
using Spectre.Console;
using Telemed.Territory.Hub;
using Telemed.Territory.Seed;
using Telemed.Territory.Simulate;

namespace Telemed.Territory;

static class Program
{
    static readonly Option<Uri> Url = new("--url") { Description = "The hub", DefaultValueFactory = _ => new Uri("http://localhost:8080"), CustomParser = ReadUrl };
    static readonly Option<int> SeedNumber = new("--seed") { Description = "The same seed makes the same people and the same chance", DefaultValueFactory = _ => 1 };

    static Task<int> Main(string[] args) =>
        new RootCommand("A simulated territory: fills a hub with people and a past, then lives in it") { SeedCommand(), SimulateCommand() }
            .Parse(args).InvokeAsync();

    static Command SeedCommand()
    {
        var patients = new Option<int>("--patients") { Description = "How many patients", DefaultValueFactory = _ => 300 };
        var days = new Option<int>("--days") { Description = "How far back the history goes", DefaultValueFactory = _ => 60 };
        var command = new Command("seed", "Write the demo territory into a hub: directory, patients, history. Run again it goes on, or changes nothing")
        {
            Url, SeedNumber, patients, days,
        };
        command.SetAction((parsed, cancel) => Run(parsed.GetRequiredValue(Url), hub => new SeedTerritory(hub, AnsiConsole.Console, TimeProvider.System)
            .Run(parsed.GetValue(SeedNumber), parsed.GetValue(patients), parsed.GetValue(days), cancel)));
        return command;
    }

    static Command SimulateCommand()
    {
        var speed = AtLeast(0.1, new Option<double>("--speed") { Description = "Simulated time over real time", DefaultValueFactory = _ => 60 });
        var perHour = AtLeast(0.01, new Option<double>("--per-hour") { Description = "Requests in a simulated hour", DefaultValueFactory = _ => 6 });
        var strokes = AtLeast(0, new Option<double>("--strokes") { Description = "Stroke alerts, as a multiple of the founding 1,500 a year", DefaultValueFactory = _ => 1 });
        var minutes = new Option<double?>("--minutes") { Description = "End after so many real minutes" };
        var command = new Command("simulate", "Make requests and answers happen in a seeded hub, until Ctrl-C") { Url, speed, SeedNumber, perHour, strokes, minutes };
        command.SetAction((parsed, cancel) => Run(parsed.GetRequiredValue(Url), async hub =>
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            if (parsed.GetValue(minutes) is { } limit) end.CancelAfter(TimeSpan.FromMinutes(limit));
            await new SimulateTerritory(hub, AnsiConsole.Console, TimeProvider.System)
                .Run(parsed.GetValue(speed), parsed.GetValue(SeedNumber), parsed.GetValue(perHour), parsed.GetValue(strokes), end.Token);
        }));
        return command;
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
            return Said(fault.Message, fault.Exit);
        }
        catch (HttpRequestException e)
        {
            return Said(e.Message, ExitCode.Unreachable);
        }
        catch (OperationCanceledException)
        {
            return Said("Stopped.", ExitCode.Stopped);
        }
    }

    static int Said(string why, ExitCode exit)
    {
        Console.Error.WriteLine(why);
        return (int)exit;
    }

    static Uri? ReadUrl(ArgumentResult argument)
    {
        if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return url;
        argument.AddError($"--url: {argument.Tokens[0].Value} is no http address.");
        return null;
    }

    static Option<double> AtLeast(double least, Option<double> option)
    {
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) < least) result.AddError($"{option.Name}: {least} at the least.");
        });
        return option;
    }
}
