using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Telemed.Hub.Features.Visits;

/// <summary>
/// How often a form without an account may be asked for. A link of ours counts by itself, so that patients behind one address do not stand
/// in each other's way; whoever guesses links counts by their address.
/// </summary>
sealed class LimitOwnLinks(OwnLinks links, IOptions<OwnLinkOptions> options) : IRateLimiterPolicy<string>
{
    public const string Policy = "own-links";

    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected => null;

    public RateLimitPartition<string> GetPartition(HttpContext httpContext)
    {
        var known = links.Open(httpContext.GetRouteValue("link") as string ?? "");
        return RateLimitPartition.GetFixedWindowLimiter(
            known?.ToString() ?? $"{httpContext.Connection.RemoteIpAddress}", _ => new() { PermitLimit = options.Value.PerMinute, Window = TimeSpan.FromMinutes(1) });
    }
}
