using System.Diagnostics.Metrics;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Telemed.Hub.Platform;

/// <summary>Logs as compact JSON, traces over OTLP when an endpoint is configured, metrics for Prometheus.</summary>
static class Telemetry
{
    static readonly Meter Meter = new("Telemed");

    /// <summary>Requests that entered, by pathway and priority.</summary>
    public static readonly Counter<long> Submitted = Meter.CreateCounter<long>("telemed.request.submitted", "{request}", "Requests that were acknowledged");

    /// <summary>Seconds from a request's submission to its acceptance.</summary>
    public static readonly Histogram<double> TimeToAccept = Meter.CreateHistogram<double>("telemed.task.time_to_accept", "s", "From submission to acceptance");

    /// <summary>Seconds from a request's submission to the expert's opinion.</summary>
    public static readonly Histogram<double> TimeToAnswer = Meter.CreateHistogram<double>("telemed.task.time_to_answer", "s", "From submission to the opinion");

    /// <summary>Seconds from a deadline's due time to its firing, by kind.</summary>
    public static readonly Histogram<double> DeadlineLateness = Meter.CreateHistogram<double>("telemed.deadline.lateness", "s", "From the due time to the firing", advice: new() { HistogramBucketBoundaries = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 60] });

    /// <summary>Deadlines set aside because they could not be fired.</summary>
    public static readonly Counter<long> DeadlinesAside = Meter.CreateCounter<long>("telemed.deadline.aside", "{deadline}", "Deadlines that could not be fired");

    /// <summary>Deadlines that the independent sweep had to fire. Anything but zero is an alarm.</summary>
    public static readonly Counter<long> DeadlinesSwept = Meter.CreateCounter<long>("telemed.deadline.swept", "{deadline}", "Overdue deadlines that no claimer had taken");

    /// <summary>Seconds by which the oldest deadline is overdue, read from the rows by an independent watcher; zero when none is.</summary>
    public static readonly Gauge<double> OldestOverdue = Meter.CreateGauge<double>("telemed.deadline.oldest_overdue", "s", "Age of the oldest overdue deadline");

    /// <summary>Calendar triggers that should have fired and did not. Anything but zero needs a person.</summary>
    public static readonly Gauge<int> StuckTriggers = Meter.CreateGauge<int>("telemed.calendar.stuck", "{trigger}", "Calendar triggers that stand still");

    public static void Add(WebApplicationBuilder builder)
    {
        builder.Host.UseSerilog((context, _, log) => log
            // Warns on every page with a form that it is not cached; no page is.
            .MinimumLevel.Override("Microsoft.AspNetCore.Antiforgery", LogEventLevel.Error)
            .ReadFrom.Configuration(context.Configuration)
            .Enrich.FromLogContext()
            .WriteTo.Console(new RenderedCompactJsonFormatter()));
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter(Meter.Name).AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http.Connections", "Npgsql").AddPrometheusExporter());
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
            telemetry.WithTracing(tracing => tracing.AddAspNetCoreInstrumentation().AddNpgsql().AddOtlpExporter()).WithMetrics(metrics => metrics.AddOtlpExporter());
    }
}
