using Hl7.Fhir.Model;
using Telemed.Core.Requests;
using Telemed.Fhir;
using Telemed.Hub.Features.Photos;

namespace Telemed.Hub.Features.Tasks;

/// <summary>The expert asks for more and the reply clock rests; the requester brings it and the clock goes on.</summary>
static class ExchangeInformation
{
    public static readonly TaskOperation Request = new(
        RequestEvent.RequestInformation,
        parameters => RecordItems.Question.If(parameters.Text("text") is not null),
        async (move, cancel) =>
        {
            move.Resource.StatusReason = new CodeableConcept { Text = "complément" };
            await move.Add(Message(move, move.Task.Requester, []), cancel);
            return null;
        });

    public static readonly TaskOperation Provide = new(
        RequestEvent.ProvideInformation,
        parameters => RecordItems.Information.If(parameters.Text("text") is not null || parameters.Get("photo").Any()),
        async (move, cancel) =>
        {
            move.Resource.StatusReason = null;
            var photos = new List<ResourceReference>();
            foreach (var photo in move.Parameters.Get("photo").Select(part => (part.Value as ResourceReference)?.Reference).OfType<string>())
            {
                if (!photo.StartsWith("Binary/", StringComparison.Ordinal))
                    return Refusal.Unprocessable(OperationOutcome.IssueType.Value, "A photo is referred to as Binary/[id].", "Parameters.parameter.where(name='photo')");
                var media = new Media { Status = EventStatus.Completed, Subject = new(move.Task.Patient), Content = new Attachment { ContentType = "image/jpeg", Url = photo } };
                photos.Add(new ResourceReference(await move.Add(media, cancel)));
                var written = move.Transaction.Writes.Single(write => write.Reference == photos[^1].Reference);
                if (await ReferToPhoto.Show(written, media, move.Transaction, cancel) is { } missing) return missing;
            }
            await move.Add(Message(move, move.Task.Holder, photos), cancel);
            return null;
        });

    static Communication Message(TaskMove move, string? recipient, IEnumerable<ResourceReference> photos) => new()
    {
        Status = EventStatus.Completed,
        BasedOn = [new(move.Task.Request)],
        PartOf = [new(move.Task.Reference)],
        Subject = new(move.Task.Patient),
        SentElement = new FhirDateTime(move.Transaction.Now),
        Sender = new(move.Transaction.Caller.Agent),
        Recipient = recipient is null ? [] : [new(recipient)],
        Payload =
        [
            .. move.Parameters.Text("text") is { } text ? [new Communication.PayloadComponent { Content = new FhirString(text) }] : Array.Empty<Communication.PayloadComponent>(),
            .. photos.Select(photo => new Communication.PayloadComponent { Content = photo }),
        ],
    };
}
