using Hl7.Fhir.Model;
using Npgsql;
using Dapper;
using Telemed.Core;
using Telemed.Core.Pathways;
using Telemed.Core.Requests;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Requests;

/// <summary>A case in the words and marks that both its requester and its experts are shown.</summary>
static class CaseWords
{
    static readonly (Wording Title, Wording Short) AddedPhoto = (new("Photo ajoutée", "Added photo"), new("Ajoutée", "Added"));

    /// <summary>The answers the pathway names as its headline; its title once the form is beyond reach.</summary>
    public static Wording Title(this CaseFile file)
    {
        var answers = file.Answers().Where(answer => file.Pathway.Headline.Contains(answer.LinkId)).Select(answer => answer.Answer).ToList();
        return answers.Count == 0
            ? file.Pathway.Title
            : new(string.Join(" · ", answers.Select(answer => answer.French)), string.Join(" · ", answers.Select(answer => answer.English)));
    }

    public static IReadOnlyList<AnsweredItem> Answers(this CaseFile file) =>
        file.Form is { } form ? QuestionnaireForm.Read(file.Pathway.Form, form) : [];

    public static string? HolderName(this CaseFile file) => file.Task.Holder is { } holder ? file.NameOf(holder) : null;

    /// <summary>What has become of the request; while nobody has it, how far word of it has come.</summary>
    public static Mark Mark(this CaseFile file) => file.Task.Resource.Status switch
    {
        FhirTask.TaskStatus.Completed => Platform.Pages.Mark.Answered,
        FhirTask.TaskStatus.OnHold => Platform.Pages.Mark.AwaitingInformation,
        FhirTask.TaskStatus.Failed => Platform.Pages.Mark.Incident,
        FhirTask.TaskStatus.Cancelled or FhirTask.TaskStatus.Rejected => Platform.Pages.Mark.Ended,
        var status when RequestLifecycle.IsHeld(status) => Platform.Pages.Mark.Held,
        _ => file.Reached(file.Task.Reference),
    };

    /// <summary>How far word of a Task that nobody has taken has come with the people told of it.</summary>
    public static Mark Reached(this CaseFile file, string task) => file.Delay.Reaches.FirstOrDefault(reach => reach.Task == task) switch
    {
        { Seen: > 0 } => Platform.Pages.Mark.Displayed,
        { Reached: > 0 } => Platform.Pages.Mark.Delivered,
        _ when file.Delay.Alarms.Any(alarm => alarm.Task == task && alarm.Silent) => Platform.Pages.Mark.NeverDelivered,
        _ => Platform.Pages.Mark.Sent,
    };

    public static Identity? Identity(this Patient? patient) => patient?.Name.FirstOrDefault() is { } name && DateOnly.TryParse(patient.BirthDate, out var born)
        ? new($"{name.Family?.ToUpperInvariant()} {string.Join(' ', name.Given)}".Trim(), born, patient.Identifier.FirstOrDefault()?.Value)
        : null;

    public static Opinion? Opinion(this CaseFile file) => file.Report is { } report
        ? new(
            file.Pathway.OutcomeOf(report.ConclusionCode.FirstOrDefault()?.Coding.FirstOrDefault()?.Code ?? "")?.Label ?? file.Pathway.Title,
            report.Conclusion ?? "", report.Performer.FirstOrDefault() is { } by ? by.Display ?? file.NameOf(by.Reference ?? "") : "", report.Issued ?? file.Stored.Updated,
            (file.Task.Resource.Output.Find(output => output.Type.Text == LivingTask.AcknowledgedOutput)?.Value as FhirDateTime)?.ToDateTimeOffset(TimeSpan.Zero))
        : null;

    /// <summary>The photos in the pathway's order, with the size of those originals that have arrived.</summary>
    public static async Task<IReadOnlyList<Picture>> Pictures(this CaseFile file, NpgsqlDataSource db, CancellationToken cancel)
    {
        var photos = file.Photos.Select(photo => (Photo: photo, Id: IdOf(photo))).Where(one => one.Id is not null).ToList();
        await using var connection = await db.OpenConnectionAsync(cancel);
        var originals = (await connection.QueryAsync<(Guid Id, long Size)>(new(
                "select id, size from hub.photo where variant = 'original' and id = any(@ids)",
                new { ids = photos.Select(one => Guid.TryParse(one.Id, out var id) ? id : Guid.Empty).ToArray() }, cancellationToken: cancel)))
            .ToDictionary(one => one.Id.ToString(), one => one.Size);
        return
        [
            .. from one in photos
               let view = file.Pathway.PhotoViews.FirstOrDefault(view => RequestContents.Shows(one.Photo, view))
               select new Picture(
                one.Id!, view?.Title ?? AddedPhoto.Title, view?.Short ?? AddedPhoto.Short,
                (one.Photo.Created as FhirDateTime)?.ToDateTimeOffset(TimeSpan.Zero) ?? file.Task.ReplyClock.StartedAt,
                originals.TryGetValue(one.Id!, out var size) ? size : null),
        ];
    }

    /// <summary>Ids of the photos a list shows as thumbnails.</summary>
    public static IReadOnlyList<string> PhotoIds(this CaseFile file) => [.. file.Photos.Select(IdOf).OfType<string>()];

    static string? IdOf(Media photo) => photo.Content?.Url is { } url && url.StartsWith("Binary/", StringComparison.Ordinal) ? url["Binary/".Length..] : null;
}
