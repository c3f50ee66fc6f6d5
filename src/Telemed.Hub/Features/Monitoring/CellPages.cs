using Telemed.Hub.Features.Inbox;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Monitoring;

/// <summary>The cell's pages: whom they watch, whom to call today, what a month was.</summary>
static class CellPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/cell", async (string? show, string? word, int? page, Caller caller, ReadActiveFile file, InboxLog inbox, CancellationToken cancel) =>
        {
            var head = await inbox.Head(caller.Account, cancel);
            return PageResults.Show<ActiveFilePage>(new { View = await file.Of(caller, show, word, page ?? 1, cancel), Epoch = head.Epoch.ToString(), Cursor = head.Seq });
        });
        routes.MapGet("/cell/now", async (string? show, string? word, int? page, Caller caller, ReadActiveFile file, CancellationToken cancel) =>
            PageResults.Show<ActiveFileNow>(new { View = await file.Of(caller, show, word, page ?? 1, cancel) }));
    }
}
