using Telemed.Bench;

if (args is ["floor", var database])
{
    await Floor.Serve(database);
    return 0;
}

var wanted = args.Length > 0 ? args[0] : "";
var size = args.Length > 1 ? int.Parse(args[1]) : (int?)null;
var server = Environment.GetEnvironmentVariable("TELEMED_TEST_PG");
if (server is null)
{
    Console.Error.WriteLine("TELEMED_TEST_PG is not set: run ./telemed bench");
    return 1;
}

string[] known = ["push", "reconnect", "submit", "submissions", "read", "deadlines", "faults", "rules", "monitoring"];
var chosen = known.Where(name => name.Contains(wanted, StringComparison.Ordinal)).ToList();
if (chosen.Count == 0)
{
    Console.Error.WriteLine($"There is no benchmark {wanted}; there are: {string.Join(", ", known)}.");
    return 1;
}

if (chosen.Contains("rules"))
{
    var patients = size ?? 500;
    var figures = RuleReplay.Run(patients, days: 180, seed: "telemed");
    Report.Print(
        "rules",
        $"""
        {patients} simulated patients, 180 days, {figures[0].Events} decompensations. The patients are made up: these figures compare the rules with
        each other on the same patients and say nothing about real ones. Found: share of the decompensations (of the silences, for the rules of
        silence) during which the rule stood. False/month: false alarms a patient and 30 days at home. Lead: median days to the admission.
        """,
        figures);
}
if (chosen.Contains("deadlines")) Report.Print("deadlines", await Deadlines.Run(pending: size ?? 1_000_000));
if (chosen.Contains("faults")) Report.Print("faults", await ManyFaults.Run(kills: size ?? 100));
if (!chosen.Except(["deadlines", "faults", "rules"]).Any()) return 0;
await using var peers = await Peers.Start(server);
if (chosen.Contains("push")) Report.Print("push", await AlertToPush.Run(peers, size is { } consoles ? [consoles] : [1, 500, 2000]), peers.AlertRows);
if (chosen.Contains("reconnect")) Report.Print("reconnect", await Reconnect.Run(peers, clients: size ?? 5000));
if (chosen.Contains("submit")) Report.Print("submit", await SubmitToPush.Run(peers), peers.Rows);
if (chosen.Contains("submissions")) Report.Print("submissions", await Submissions.Run(peers), peers.Rows);
if (chosen.Contains("monitoring")) Report.Print("monitoring", await Morning.Run(peers, patients: size ?? 5000));
if (chosen.Contains("read")) Report.Print("read", [await ReadOne.Run(peers)], peers.Rows);
return 0;
