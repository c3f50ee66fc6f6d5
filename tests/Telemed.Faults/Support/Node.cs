using System.Collections.Concurrent;
using System.Diagnostics;
using Telemed.Hub.Tests.Support;

namespace Telemed.Faults.Support;

/// <summary>One hub process. It can be killed, frozen, and started again at its address.</summary>
public sealed class Node(string database, string pathways, string? clockOff = null) : IAsyncDisposable
{
    readonly ConcurrentQueue<string> said = new();
    Process process = null!;
    volatile bool killing;
    int answers;

    public Uri Url { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    /// <summary>How many requests it answered, over all its lives.</summary>
    public int Answers => answers;

    /// <summary>How often the process ended without being killed; none of the faults may do that.</summary>
    public int DiedByItself { get; private set; }

    /// <summary>The last things the process said, for whoever must find out why.</summary>
    public string LastWords => string.Join(Environment.NewLine, said);

    public void Start()
    {
        killing = false;
        var hub = Path.Combine(AppContext.BaseDirectory, "Telemed.Hub.dll");
        string[] command = clockOff is null ? ["dotnet", "exec", hub] : ["faketime", "-f", clockOff, "dotnet", "exec", hub];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ConnectionStrings__Telemed"] = database;
        start.Environment["Demo__SignIn"] = "true";
        start.Environment["Pathways__Folder"] = pathways;
        start.Environment["Urls"] = Url.ToString();
        start.Environment["Serilog__MinimumLevel__Default"] = "Warning";
        // What lives for a second or two is not worth optimising.
        start.Environment["DOTNET_TieredPGO"] = "0";
        // Only the clock on the wall is wrong: a machine counts seconds well even so.
        start.Environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        start.Environment["FAKETIME_FORCE_MONOTONIC_FIX"] = "0";
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Waits until it answers. A process that ended by itself is counted and started again.</summary>
    public async Task Ready(CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(10) };
        while (true)
        {
            if (process.HasExited && !killing) Restart();
            try
            {
                if ((await http.GetAsync("/health/ready", cancel)).IsSuccessStatusCode) return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
            {
                // Not listening yet.
            }
            await Task.Delay(50, cancel);
        }
    }

    /// <summary>SIGKILL: nothing in the process gets to know of it.</summary>
    public async Task Kill()
    {
        if (process.HasExited && !killing) DiedByItself++;
        killing = true;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    public void Answered() => Interlocked.Increment(ref answers);

    public Task Freeze() => Signal("STOP");

    public Task Thaw() => Signal("CONT");

    /// <summary>True when the process ended and nobody had killed it.</summary>
    public bool HasDied => !killing && process.HasExited;

    void Restart()
    {
        DiedByItself++;
        process.Dispose();
        Start();
    }

    async Task Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    void Keep(string? line)
    {
        if (line is null) return;
        said.Enqueue(line);
        while (said.Count > 60) said.TryDequeue(out _);
    }

    public async ValueTask DisposeAsync()
    {
        if (!killing) await Kill();
    }
}
