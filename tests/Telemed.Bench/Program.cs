using Telemed.Bench;

if (args is ["floor", var database, var rows])
{
    await Floor.Serve(database, RowCounts.Parse(rows));
    return 0;
}

var wanted = args.Length > 0 ? args[0] : "";
var server = Environment.GetEnvironmentVariable("TELEMED_TEST_PG");
if (server is null)
{
    Console.Error.WriteLine("TELEMED_TEST_PG is not set: run ./telemed bench");
    return 1;
}

string[] known = ["push", "submissions", "read", "deadlines", "faults"];
var chosen = known.Where(name => name.Contains(wanted, StringComparison.Ordinal)).ToList();
if (chosen.Count == 0)
{
    Console.Error.WriteLine($"There is no benchmark {wanted}; there are: {string.Join(", ", known)}.");
    return 1;
}

var size = args.Length > 1 ? int.Parse(args[1]) : (int?)null;
if (chosen.Contains("deadlines")) Report.Print("deadlines", await Deadlines.Run(pending: size ?? 1_000_000));
if (chosen.Contains("faults")) Report.Print("faults", await ManyFaults.Run(kills: size ?? 100));
if (!chosen.Intersect(["push", "submissions", "read"]).Any()) return 0;
await using var peers = await Peers.Start(server);
var results = new List<Result>();
if (chosen.Contains("push")) results.AddRange(await SubmitToPush.Run(peers));
if (chosen.Contains("submissions")) results.AddRange(await Submissions.Run(peers));
if (chosen.Contains("read")) results.Add(await ReadOne.Run(peers));
Report.Print(results, peers.Rows);
return 0;
