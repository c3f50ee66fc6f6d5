using Hl7.Fhir.Model;
using Telemed.Core.Pathways;
using Telemed.Core.Requests;

namespace Telemed.Hub.Features.Requests;

/// <summary>The living Task of a request, or its part for a further role, read with the hub's own extensions: its pool and its reply clock.</summary>
sealed class LivingTask(string id, FhirTask task, Pathway pathway)
{
    const string PoolUrl = "https://telemed.example/fhir/StructureDefinition/task-pool";
    const string PausedAtUrl = "https://telemed.example/fhir/StructureDefinition/reply-paused-at";
    const string PausedUrl = "https://telemed.example/fhir/StructureDefinition/reply-paused-seconds";

    public FhirTask Resource => task;

    public Pathway Pathway => pathway;

    public string Reference => $"Task/{id}";

    public string Request => task.Focus!.Reference!;

    public string Patient => task.For!.Reference!;

    public string Requester => task.Requester!.Reference!;

    /// <summary>The further role this part is for; null for the Task that answers.</summary>
    public PathwayRole? Role => task.PartOf.Count == 0 ? null : pathway.RoleOf(task.Code?.Coding.FirstOrDefault(code => code.System == PathwayTerms.Role)?.Code);

    /// <summary>Who is told until somebody accepts.</summary>
    public Escalation Escalation => Role?.Escalation ?? Urgency.Escalation;

    /// <summary>Code of the milestone that its acceptance stamps; null for none.</summary>
    public string? AcceptStamps => Role is { } role ? role.AcceptStamps : Urgency.AcceptStamps;

    /// <summary>The Task that answers: this one, or what it is part of.</summary>
    public string Living => task.PartOf.FirstOrDefault()?.Reference ?? Reference;

    public string Pool => ((ResourceReference)task.GetExtension(PoolUrl)!.Value!).Reference!;

    public string? Holder => RequestLifecycle.IsHeld(task.Status) || task.Status == FhirTask.TaskStatus.Completed ? task.Owner?.Reference : null;

    public RequestPriority Priority => task.Priority ?? RequestPriority.Routine;

    public UrgencyClass Urgency => pathway.Urgency(Priority)!;

    public bool IsClosedOut => BusinessStatus.Of(task.BusinessStatus) == BusinessStatus.Closed;

    public bool IsAcknowledged => task.Output.Exists(output => output.Type.Text == AcknowledgedOutput);

    public const string AcknowledgedOutput = "read-back", ReportOutput = "report", SurveyOutput = "close-out";

    /// <summary>Where the reply clock stands; setting it also sets the instant the answer is promised for.</summary>
    public ReplyClock ReplyClock
    {
        get => new(task.AuthoredOnElement!.ToDateTimeOffset(TimeSpan.Zero), Urgency.ReplyWithin)
        {
            PausedAt = (task.GetExtension(PausedAtUrl)?.Value as Instant)?.Value,
            Paused = TimeSpan.FromSeconds((double)((task.GetExtension(PausedUrl)?.Value as FhirDecimal)?.Value ?? 0)),
            StoppedAt = task.ExecutionPeriod?.EndElement?.ToDateTimeOffset(TimeSpan.Zero),
        };
        set
        {
            task.RemoveExtension(PausedAtUrl);
            task.RemoveExtension(PausedUrl);
            if (value.PausedAt is { } pausedAt) task.AddExtension(PausedAtUrl, new Instant(pausedAt));
            if (value.Paused > TimeSpan.Zero) task.AddExtension(PausedUrl, new FhirDecimal((decimal)value.Paused.TotalSeconds));
            task.Restriction = value.Due is { } due ? new() { Period = new Period { EndElement = new FhirDateTime(due) } } : null;
        }
    }

    /// <summary>Since when somebody holds the request; null while nobody does.</summary>
    public DateTimeOffset? TakenAt => task.ExecutionPeriod?.StartElement?.ToDateTimeOffset(TimeSpan.Zero);

    /// <summary>Moves status and times by a transition; the clocks have been read before.</summary>
    public void Follow(Transition transition, ReplyClock clock, DateTimeOffset now)
    {
        task.Status = transition.To;
        task.BusinessStatus = transition.Business?.ToConcept() ?? task.BusinessStatus;
        task.LastModifiedElement = new FhirDateTime(now);
        if (transition.To == FhirTask.TaskStatus.Accepted) task.ExecutionPeriod = new Period { StartElement = new FhirDateTime(now) };
        else if (transition.To == FhirTask.TaskStatus.Requested) task.ExecutionPeriod = null;
        else if (!RequestLifecycle.IsOpen(transition.To) && RequestLifecycle.IsOpen(transition.From))
            task.ExecutionPeriod = new Period { StartElement = task.ExecutionPeriod?.StartElement, EndElement = new FhirDateTime(now) };
        ReplyClock = clock;
    }

    public static FhirTask New(string request, ServiceRequest asked, Pathway pathway, string pool, UrgencyClass urgency, DateTimeOffset now)
    {
        var task = new FhirTask
        {
            InstantiatesCanonical = pathway.Canonical,
            Status = FhirTask.TaskStatus.Requested,
            BusinessStatus = BusinessStatus.ToTriage.ToConcept(),
            Intent = FhirTask.TaskIntent.Order,
            Priority = asked.Priority ?? RequestPriority.Routine,
            Code = new("http://hl7.org/fhir/CodeSystem/task-code", "fulfill"),
            Focus = new(request),
            For = new(asked.Subject!.Reference!),
            AuthoredOnElement = new FhirDateTime(now),
            LastModifiedElement = new FhirDateTime(now),
            Requester = new(asked.Requester!.Reference!),
            Owner = new(pool),
            Restriction = new() { Period = new Period { EndElement = new FhirDateTime(now + urgency.ReplyWithin) } },
        };
        task.AddExtension(PoolUrl, new ResourceReference(pool));
        return task;
    }

    /// <summary>The part of a living Task that somebody of another role takes at the same time.</summary>
    public static FhirTask New(string living, FhirTask whole, PathwayRole role, string pool)
    {
        var part = (FhirTask)whole.DeepCopy();
        part.Id = null;
        part.Meta = null;
        part.PartOf = [new(living)];
        part.Code = new CodeableConcept(PathwayTerms.Role, role.Code, role.Title.French, null);
        part.Owner = new(pool);
        part.RemoveExtension(PoolUrl);
        part.AddExtension(PoolUrl, new ResourceReference(pool));
        return part;
    }
}
