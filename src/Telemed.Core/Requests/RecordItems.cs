namespace Telemed.Core.Requests;

/// <summary>
/// What must stand in the record before a transition may happen. The first five come from articles R6316-2 to R6316-4 CSP;
/// technical incidents (R6316-4, 5°) are recorded when there are any, so nothing waits for them.
/// </summary>
[Flags]
public enum RecordItems
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The patient was informed and is not opposed. Waived by an emergency pathway.</summary>
    PatientInformed = 1,

    /// <summary>The report: the expert's opinion in words.</summary>
    Report = 2,

    /// <summary>The acts and prescriptions: here the structured outcome of the pathway.</summary>
    Outcome = 4,

    /// <summary>Who asked, who answered and who the patient is, each identified.</summary>
    Participants = 8,

    /// <summary>The date and time of the act.</summary>
    DateAndTime = 16,

    /// <summary>Why: for a decline, a refusal or an incident.</summary>
    Reason = 32,

    /// <summary>What the expert asks the requester for.</summary>
    Question = 64,

    /// <summary>What the requester gives in return: text, photo or both.</summary>
    Information = 128,

    /// <summary>That the requester has read the opinion.</summary>
    Acknowledgement = 256,

    /// <summary>The one-minute close-out survey.</summary>
    Survey = 512,
}
