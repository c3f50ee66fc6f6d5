using System.Diagnostics;
using Npgsql;
using Telemed.Hub.Tests.Support;

namespace Telemed.Faults.Support;

/// <summary>A PostgreSQL server of one test's own: it may be stopped as if its machine had lost power.</summary>
public sealed class OwnPostgres(params string[] settings) : IAsyncDisposable
{
    readonly string folder = Path.Combine(Path.GetTempPath(), $"telemed-faults-{Guid.NewGuid():N}");
    readonly string binaries = Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(version => int.Parse(Path.GetFileName(version))).Select(version => Path.Combine(version, "bin")).First();
    readonly int port = FreePort.Next();
    Process server = null!;

    public string ConnectionString => $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres";

    /// <param name="settings">Such as <c>track_commit_timestamp=on</c>.</param>
    public static async Task<OwnPostgres> Create(params string[] settings)
    {
        var own = new OwnPostgres(settings);
        Directory.CreateDirectory(own.folder);
        if (IsRoot) await Run("chown", $"{Owner}:", own.folder);
        await own.RunAsOwner("initdb", $"--pgdata={own.folder}/data", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8");
        await own.Start();
        return own;
    }

    /// <summary>Starts it, and waits until it has recovered and answers.</summary>
    public async Task Start()
    {
        server = Process.Start(AsOwner("postgres", ["-D", $"{folder}/data", "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200", .. settings.SelectMany(setting => new[] { "-c", setting })]))!;
        // It complains of every connection while it recovers: with nobody reading, the pipe fills and it stands still.
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        for (var i = 0; i < 600; i++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(100);
            }
        }
        throw new InvalidOperationException("PostgreSQL does not start.");
    }

    /// <summary>What <c>pg_ctl stop -m immediate</c> does: no checkpoint, no goodbye, everything not written ahead is gone.</summary>
    public async Task StopImmediately()
    {
        await Run("kill", "-s", "QUIT", File.ReadLines($"{folder}/data/postmaster.pid").First());
        await server.WaitForExitAsync();
        server.Dispose();
    }

    // PostgreSQL refuses to run as root.
    static bool IsRoot => Environment.UserName == "root";

    static string Owner => File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    ProcessStartInfo AsOwner(string binary, string[] arguments)
    {
        string[] command = [Path.Combine(binaries, binary), .. arguments];
        if (IsRoot) command = ["setpriv", $"--reuid={Owner}", $"--regid={Owner}", "--clear-groups", .. command];
        return new(command[0], command[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
    }

    async Task RunAsOwner(string binary, params string[] arguments)
    {
        using var process = Process.Start(AsOwner(binary, arguments))!;
        var said = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{binary}: {await said}");
    }

    static async Task Run(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopImmediately();
        Directory.Delete(folder, recursive: true);
    }
}
