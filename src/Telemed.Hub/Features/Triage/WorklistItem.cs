using Hl7.Fhir.Model;
using Telemed.Core;
using Telemed.Hub.Platform.Pages;

namespace Telemed.Hub.Features.Triage;

/// <summary>What one row of the worklist answers: who waits, what for, how bad, since when, until when, who holds it. No identity.</summary>
public sealed record WorklistItem
{
    public required string TaskId { get; init; }
    public required RequestPriority Priority { get; init; }
    public required Subject Subject { get; init; }

    /// <summary>Where the request comes from: place and kind, "Chelles, cabinet".</summary>
    public required string Place { get; init; }

    /// <summary>The question in one line: the answers of the form that the pathway names as its headline.</summary>
    public required Wording Title { get; init; }

    /// <summary>Ids of the photos, in the order of the pathway's views.</summary>
    public IReadOnlyList<string> Photos { get; init; } = [];

    public required DateTimeOffset Since { get; init; }

    /// <summary>When the answer is due; null while the clock stands still or has stopped.</summary>
    public required DateTimeOffset? Due { get; init; }

    /// <summary>The whole reply time the pathway promises: the length of the bar.</summary>
    public required TimeSpan Within { get; init; }

    /// <summary>The furthest any message about it has come, or what has become of it.</summary>
    public required Mark Mark { get; init; }

    /// <summary>Name of who holds it; null while it is free.</summary>
    public string? Holder { get; init; }

    public bool Mine { get; init; }

    /// <summary>How many members of the pool have had it on their screen.</summary>
    public int SeenBy { get; init; }

    /// <summary>Numbers of the reader's own events about it that no screen of theirs has shown yet.</summary>
    public IReadOnlyList<long> Unseen { get; init; } = [];

    public bool IsFree => Holder is null && Mark is not (Mark.Answered or Mark.Ended);

    /// <summary>Sorts like the worklist's own order when compared as text: lets the page put a new row where it belongs.</summary>
    public string Order => $"{Core.Requests.MedicalPriority.Rank(Priority)}{Since.UtcDateTime:yyyyMMddHHmmssfff}{TaskId}";

    /// <summary>Less than a fifth of the time is left, or none.</summary>
    public bool IsDueSoon(DateTimeOffset now) => Due is { } due && due - now < Within / 5;
}

/// <summary>The patient as a stranger to the case may see them.</summary>
/// <param name="Years">Null when the form does not say.</param>
public sealed record Subject(AdministrativeGender? Gender, int? Years)
{
    public Wording Words => Years is { } years
        ? new($"{Kind.French}, {years} {(years > 1 ? "ans" : "an")}", years is 1 ? $"{Kind.English}, 1 year" : $"{Kind.English}, {years} years")
        : Kind;

    Wording Kind => (Gender, Years) switch
    {
        (_, < 15) => new("Enfant", "Child"),
        (AdministrativeGender.Female, _) => new("Femme", "Woman"),
        (AdministrativeGender.Male, _) => new("Homme", "Man"),
        _ => new("Patient", "Patient"),
    };
}
