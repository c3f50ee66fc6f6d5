using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemed.Hub.Features.Visits;

/// <summary>A patient on a nurse's round, as the phone keeps it: no address.</summary>
/// <param name="Reference">What a visit's subject will be.</param>
/// <param name="Alarm">The one that is open; null for none.</param>
/// <param name="VisitedAt">The last visit by anybody; null before the first.</param>
/// <param name="ReferenceWeight">In kg; null while nobody has set one.</param>
/// <param name="Weights">The last few, newest first.</param>
/// <param name="Visit">The one that is planned next, or overdue; null for none.</param>
/// <param name="Paused">In hospital or away: nobody is to be seen at home.</param>
sealed record RoundPatient(
    string Reference, string Name, DateOnly BirthDate, int Age, RoundAlarm? Alarm, [property: JsonConverter(typeof(ToTheMinute))] DateTimeOffset? VisitedAt, double? ReferenceWeight, IReadOnlyList<RoundWeight> Weights, RoundVisit? Visit, bool Paused);

/// <summary>A planned visit, in civil days of a zone: the phone says what day it is there, also hours later.</summary>
sealed record RoundVisit(DateOnly NotBefore, DateOnly Due, string Zone);

/// <summary>An alarm that nobody has answered yet.</summary>
/// <param name="Priority">Class of its colour and sign.</param>
/// <param name="Text">What was found.</param>
sealed record RoundAlarm(string Priority, string Level, string Text, [property: JsonConverter(typeof(ToTheMinute))] DateTimeOffset Since);

/// <summary>One weight, in kg.</summary>
sealed record RoundWeight([property: JsonConverter(typeof(ToTheMinute))] DateTimeOffset At, double Kilograms);

/// <summary>A round as it was read.</summary>
/// <param name="Now">The hub's time: a phone's clock may be wrong.</param>
sealed record Round(DateTimeOffset Now, IReadOnlyList<RoundPatient> Patients);

/// <summary>What a phone shows to the minute comes to the minute: of many patients the rest would weigh.</summary>
sealed class ToTheMinute : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture));
}
