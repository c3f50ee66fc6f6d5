using Npgsql;
using Quartz;

namespace Telemed.Hub.Platform;

/// <summary>
/// Quartz, for calendar work alone: clustered on the same database, by the hub's clock. A node that dies has its jobs done by another;
/// a job may run twice and must not mind. No alert and no deadline depends on it.
/// </summary>
static class CalendarJobs
{
    /// <summary>A look that takes no more than a second to come back also notices when the hub's clock has jumped.</summary>
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <param name="schedule">Each adds the jobs of one feature.</param>
    public static void Add(IServiceCollection services, string database, params Action<IQuartzBuilder>[] schedule)
    {
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "telemed";
                scheduler.GenerateInstanceId = true;
                scheduler.IdleWaitTime = Look;
            });
            quartz.UseDefaultThreadPool(maxConcurrency: 2);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(NpgsqlFactory.Instance, database);
                store.ConfigureStore(options =>
                {
                    options.TablePrefix = "quartz.";
                    options.MisfireThreshold = TimeSpan.FromSeconds(5);
                });
                store.UseClustering(cluster =>
                {
                    cluster.CheckinInterval = Look;
                    cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(2);
                });
            });
            foreach (var add in schedule) add(quartz);
        });
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
    }

    /// <summary>A job that runs again and again; what it missed it does once, at once.</summary>
    public static void Every<TJob>(this IQuartzBuilder quartz, TimeSpan interval) where TJob : class, IJob
    {
        var key = new JobKey(typeof(TJob).Name);
        quartz.AddJob<TJob>(job => job.WithIdentity(key).StoreDurably().RequestRecovery());
        quartz.AddTrigger(trigger => trigger.WithIdentity(key.Name).ForJob(key)
            .WithSimpleSchedule(schedule => schedule.WithInterval(interval).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NowWithExistingCount)));
    }
}
