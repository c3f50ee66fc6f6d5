using System.Text.Json;

namespace Telemed.Fhir.Store;

/// <summary>
/// The published extension point of writing: whoever guards the writes of some resource types, or adds effects to them. Everything
/// happens in the transaction of the write: a guard that refuses undoes all of it, and an effect commits with it or not at all.
/// </summary>
public interface IWriteRule
{
    /// <summary>The resource types this rule is called for.</summary>
    bool Concerns(string type);

    /// <summary>
    /// The key under which this request is answered once and for all: sent again by the same sender, it changes nothing and gets the
    /// first answer. Null for a request that may be repeated.
    /// </summary>
    string? AnswerOnceKey(JsonElement resource) => null;

    /// <summary>The resource that stands for a create: the create then writes nothing and references lead there. Null to create.</summary>
    ValueTask<(Reference? Existing, Refusal? Refusal)> Existing(Draft create, StoreTransaction transaction, CancellationToken cancel) => default;

    /// <summary>Decides before anything is stored. Every write of the transaction is known by then. A refusal undoes all of them.</summary>
    ValueTask<Refusal?> Guard(Write write, StoreTransaction transaction, CancellationToken cancel) => default;

    /// <summary>Adds what follows from the write: more writes, and rows beside them.</summary>
    ValueTask<Refusal?> Effects(Write write, StoreTransaction transaction, CancellationToken cancel) => default;

    /// <summary>What the caller is told when the transaction breaks a constraint of that name. Null when this rule knows no such constraint: then it is a bug.</summary>
    Refusal? Broken(string constraint) => null;
}

/// <summary>The published extension point of reading: who reaches which resource, in one place, and the trace that a read leaves.</summary>
public interface IReadRule
{
    /// <summary>
    /// A boolean SQL expression over the row <c>r</c> of <c>fhir.resource</c>; the caller's principals are the text array
    /// <c>@principals</c>. What it is false for does not exist for the caller.
    /// </summary>
    string Reaches(FhirCaller caller);

    /// <summary>
    /// An insert that records who read what, over the rows <c>read (type, id, version)</c>; <c>@agent</c> and <c>@interaction</c> say who and
    /// how. It commits before the reader gets anything. Null when no trace is kept.
    /// </summary>
    string? Trace { get; }
}

/// <summary>Everybody reaches everything and no trace is kept: for a store that stands alone.</summary>
public sealed class OpenReading : IReadRule
{
    /// <inheritdoc/>
    public string Reaches(FhirCaller caller) => "true";

    /// <inheritdoc/>
    public string? Trace => null;
}
