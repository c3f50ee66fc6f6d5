using Hl7.Fhir.Model;

namespace Telemed.Hub.Features.Channels;

sealed record AttemptTold(Guid Delivery, short Attempt, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? Outcome, string? Detail);

sealed record ReceiptTold(Guid Delivery, string Status, DateTimeOffset At, DateTimeOffset ReceivedAt);

/// <summary>A delivery with everything that happened to it, and its form in FHIR. Addresses stay with the person they belong to.</summary>
sealed record DeliveryTold(
    Guid Id, string? UserId, string Channel, string Request, string Task, short Priority, string State, string? Reason,
    DateTimeOffset CreatedAt, DateTimeOffset? SentAt, DateTimeOffset? DeliveredAt, DateTimeOffset? EndedAt)
{
    const string StateUrl = "https://telemed.example/fhir/StructureDefinition/delivery-state";
    const string AttemptUrl = "https://telemed.example/fhir/StructureDefinition/delivery-attempt";
    const string ReceiptUrl = "https://telemed.example/fhir/StructureDefinition/delivery-receipt";
    const string Channels = "https://telemed.example/fhir/CodeSystem/pathway-channel";
    const string Categories = "http://terminology.hl7.org/CodeSystem/communication-category";

    public IReadOnlyList<AttemptTold> Attempts { get; init; } = [];

    public IReadOnlyList<ReceiptTold> Receipts { get; init; } = [];

    public Communication ToCommunication() => new()
    {
        Id = Id.ToString(),
        Meta = new() { LastUpdated = Attempts.Select(attempt => attempt.EndedAt ?? attempt.StartedAt).Append(EndedAt ?? SentAt ?? CreatedAt).Max() },
        Extension = [new(StateUrl, new Code(State)), .. Attempts.Select(Of), .. Receipts.Select(Of)],
        BasedOn = [new(Request)],
        PartOf = [new(Task)],
        Status = State switch
        {
            "queued" => EventStatus.Preparation,
            "sending" or "sent" => EventStatus.InProgress,
            "delivered" => EventStatus.Completed,
            "withdrawn" => EventStatus.Stopped,
            _ => EventStatus.NotDone,
        },
        StatusReason = Reason is null ? null : new() { Text = Reason },
        Category = [new(Categories, "notification")],
        Priority = Priority switch { 0 => RequestPriority.Stat, 1 => RequestPriority.Asap, 2 => RequestPriority.Urgent, _ => RequestPriority.Routine },
        Medium = [new(Channels, Channel)],
        Recipient = UserId is null ? [] : [new($"PractitionerRole/{UserId}")],
        SentElement = SentAt is { } sent ? new(sent) : null,
        ReceivedElement = DeliveredAt is { } received ? new(received) : null,
    };

    static Extension Of(AttemptTold attempt)
    {
        var told = new Extension { Url = AttemptUrl };
        told.AddExtension("number", new Integer(attempt.Attempt));
        told.AddExtension("start", new FhirDateTime(attempt.StartedAt));
        if (attempt.EndedAt is { } end) told.AddExtension("end", new FhirDateTime(end));
        if (attempt.Outcome is { } outcome) told.AddExtension("outcome", new Code(outcome));
        if (attempt.Detail is { } detail) told.AddExtension("detail", new FhirString(detail));
        return told;
    }

    static Extension Of(ReceiptTold receipt)
    {
        var told = new Extension { Url = ReceiptUrl };
        told.AddExtension("status", new Code(receipt.Status));
        told.AddExtension("at", new FhirDateTime(receipt.At));
        told.AddExtension("received", new FhirDateTime(receipt.ReceivedAt));
        return told;
    }
}
