using System.Collections.Concurrent;
using Telemed.Territory.Hub;

namespace Telemed.Territory.Simulate;

/// <summary>The speed of the simulated people: their waiting is shortened, the hub's clock is left alone.</summary>
sealed class Pace(double speed, Action<HubFault> refused, CancellationToken cancel)
{
    readonly ConcurrentDictionary<Task, byte> underWay = new();
    readonly TaskCompletionSource broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public double Speed => speed;

    public CancellationToken Cancel => cancel;

    /// <summary>Faults when the hub is gone.</summary>
    public Task Broken => broken.Task;

    public Task Wait(TimeSpan simulated) => Task.Delay(simulated / speed, cancel);

    /// <summary>Somebody does something after a while. What the hub refuses is told and forgotten: another was faster, or it is over.</summary>
    public void After(TimeSpan simulated, Func<Task> act)
    {
        var task = Run();
        underWay[task] = 0;
        _ = task.ContinueWith(done => underWay.TryRemove(done, out _), TaskScheduler.Default);

        async Task Run()
        {
            try
            {
                await Wait(simulated);
                await act();
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
            }
            catch (HubFault fault) when (fault.Exit == ExitCode.Refused)
            {
                refused(fault);
            }
            catch (Exception e)
            {
                broken.TrySetException(e);
            }
        }
    }

    /// <summary>All that was begun has ended, or was given up because the simulation ends.</summary>
    public Task Settled() => Task.WhenAll(underWay.Keys);
}
