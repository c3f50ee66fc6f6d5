using Telemed.Territory.Dermatology;
using Telemed.Territory.Hub;
using Telemed.Territory.Photos;

namespace Telemed.Territory.History;

/// <summary>
/// Writes stories into a hub in the order of time: its clock is moved to each moment and stands still while it happens. Moments of
/// different stories within a few minutes happen at once, and photos are on their way some moments before the request that needs them.
/// </summary>
sealed class WriteHistory(HubClient hub, SendPhotos photos, IReadOnlyDictionary<Guid, Progress> written)
{
    const int AtOnce = 8, Ahead = 40;
    static readonly TimeSpan Together = TimeSpan.FromMinutes(8);

    readonly Dictionary<Guid, Task> sending = [];
    readonly Dictionary<Guid, string> tasks = written.ToDictionary(pair => pair.Key, pair => pair.Value.Task);

    public int Done { get; private set; }

    public async Task Run(IReadOnlyList<Story> stories, Action<int> progressed, CancellationToken cancel)
    {
        var left = Left(stories).OrderBy(pair => pair.Moment.At).ToList();
        for (var from = 0; from < left.Count;)
        {
            foreach (var (request, _) in left.Skip(from).Take(Ahead).Where(pair => pair.Moment.Act == Moment.Submit && !sending.ContainsKey(pair.Case.Identifier)))
                sending[request.Identifier] = photos.Send(request, cancel);
            var group = Group(left, from);
            await hub.SetClock(group[0].Moment.At, rate: 0, cancel);
            await Task.WhenAll(group.Select(pair => Act(pair.Case, pair.Moment, cancel)));
            from += group.Count;
            Done += group.Count;
            progressed(group.Count);
        }
    }

    /// <summary>What the hub has not seen yet.</summary>
    public IEnumerable<(Case Case, Moment Moment)> Left(IReadOnlyList<Story> stories) =>
        from story in stories
        from moment in story.Moments.Skip(written.TryGetValue(story.Case.Identifier, out var progress) ? progress.Moments : 0)
        select (story.Case, moment);

    static List<(Case Case, Moment Moment)> Group(List<(Case Case, Moment Moment)> left, int from) =>
    [
        .. left.Skip(from).Take(AtOnce)
            .TakeWhile((pair, i) => pair.Moment.At - left[from].Moment.At <= Together && !left.Skip(from).Take(i).Any(before => before.Case == pair.Case)),
    ];

    async Task Act(Case request, Moment moment, CancellationToken cancel)
    {
        if (moment.Act == Moment.Submit)
        {
            await sending[request.Identifier];
            var task = await SubmitCase.Submit(hub, request, moment.At, cancel);
            lock (tasks) tasks[request.Identifier] = task;
            return;
        }
        if (moment.Photo is { } view) await photos.Send(moment.Account, request.NewPhoto(view), request.Lesion, request.Patient.Phototype, view, cancel);
        string id;
        lock (tasks) id = tasks[request.Identifier];
        (await hub.Post(moment.Account, $"/fhir/Task/{id}/${moment.Act}", moment.Parameters, cancel)).Expected();
    }
}
