using Hl7.Fhir.Utility;
using Telemed.Core.Requests;
using static Hl7.Fhir.Model.Task;

namespace Telemed.Core.Tests.Requests;

/// <summary>The life of a request written a second time, by hand and row by row: what the table in Core is compared with.</summary>
static class ExpectedLife
{
    public sealed record Row(TaskStatus? From, RequestEvent Event, Part By, TaskStatus To, string Business, ClockEffects Clocks, RecordItems Needs);

    public static IReadOnlyList<Row> Rows { get; } = [.. Text.Split('\n').Select(Parse)];

    public static IReadOnlyList<TaskStatus?> Statuses { get; } = [null, .. Enum.GetValues<TaskStatus>().Cast<TaskStatus?>()];

    static Row Parse(string line)
    {
        var cells = line.Split('|', StringSplitOptions.TrimEntries);
        return new(
            cells[0] == "-" ? null : Status(cells[0]),
            Enum.Parse<RequestEvent>(cells[1]),
            Flags<Part>(cells[2]),
            Status(cells[3]),
            cells[4],
            Flags<ClockEffects>(cells[5]),
            Flags<RecordItems>(cells[6]));
    }

    static TaskStatus Status(string code) => EnumUtility.ParseLiteral<TaskStatus>(code)!.Value;

    static T Flags<T>(string cell)
        where T : struct, Enum => cell == "" ? default : Enum.Parse<T>(cell);

    // from     | event             | by                                   | to         | business status   | clocks                        | needs
    const string Text = """
        -           | Submit             | Requester                            | requested   | a-trier            | StartsAccept, StartsReply     | PatientInformed
        requested   | Deliver            | Hub                                  | received    | notifie            |                               |
        requested   | Accept             | PoolMember                           | accepted    | delai-annonce      | StopsAccept                   |
        received    | Accept             | PoolMember                           | accepted    | delai-annonce      | StopsAccept                   |
        requested   | Decline            | PoolMember                           | requested   |                    |                               | Reason
        received    | Decline            | PoolMember                           | received    |                    |                               | Reason
        accepted    | Start              | Holder                               | in-progress | en-cours           |                               |
        accepted    | RequestInformation | Holder                               | on-hold     | complement-demande | PausesReply                   | Question
        in-progress | RequestInformation | Holder                               | on-hold     | complement-demande | PausesReply                   | Question
        on-hold     | ProvideInformation | Requester                            | in-progress | en-cours           | ResumesReply                  | Information
        accepted    | Answer             | Holder                               | completed   | avis-rendu         | StopsReply, StartsReadBack    | PatientInformed, Report, Outcome, Participants, DateAndTime
        in-progress | Answer             | Holder                               | completed   | avis-rendu         | StopsReply, StartsReadBack    | PatientInformed, Report, Outcome, Participants, DateAndTime
        accepted    | Decline            | Holder                               | requested   | a-trier            | StartsAccept                  | Reason
        in-progress | Decline            | Holder                               | requested   | a-trier            | StartsAccept                  | Reason
        accepted    | Release            | Holder, Hub                          | requested   | a-trier            | StartsAccept                  |
        in-progress | Release            | Holder, Hub                          | requested   | a-trier            | StartsAccept                  |
        requested   | Reassign           | Coordinator                          | requested   | a-trier            | StartsAccept                  |
        received    | Reassign           | Coordinator                          | requested   | a-trier            | StartsAccept                  |
        accepted    | Reassign           | Coordinator                          | requested   | a-trier            | StartsAccept                  |
        in-progress | Reassign           | Coordinator                          | requested   | a-trier            | StartsAccept                  |
        on-hold     | Reassign           | Coordinator                          | requested   | a-trier            | StartsAccept, ResumesReply    |
        requested   | Reject             | Coordinator                          | rejected    | refuse             | StopsAccept, StopsReply       | Reason
        received    | Reject             | Coordinator                          | rejected    | refuse             | StopsAccept, StopsReply       | Reason
        accepted    | Reject             | Coordinator                          | rejected    | refuse             | StopsAccept, StopsReply       | Reason
        in-progress | Reject             | Coordinator                          | rejected    | refuse             | StopsAccept, StopsReply       | Reason
        on-hold     | Reject             | Coordinator                          | rejected    | refuse             | StopsAccept, StopsReply       | Reason
        requested   | Cancel             | Requester                            | cancelled   | annule             | StopsAccept, StopsReply       |
        received    | Cancel             | Requester                            | cancelled   | annule             | StopsAccept, StopsReply       |
        accepted    | Cancel             | Requester                            | cancelled   | annule             | StopsAccept, StopsReply       |
        in-progress | Cancel             | Requester                            | cancelled   | annule             | StopsAccept, StopsReply       |
        on-hold     | Cancel             | Requester                            | cancelled   | annule             | StopsAccept, StopsReply       |
        requested   | Fail               | Requester, Holder, Coordinator, Hub  | failed      | incident-technique | StopsAccept, StopsReply       | Reason
        received    | Fail               | Requester, Holder, Coordinator, Hub  | failed      | incident-technique | StopsAccept, StopsReply       | Reason
        accepted    | Fail               | Requester, Holder, Coordinator, Hub  | failed      | incident-technique | StopsAccept, StopsReply       | Reason
        in-progress | Fail               | Requester, Holder, Coordinator, Hub  | failed      | incident-technique | StopsAccept, StopsReply       | Reason
        on-hold     | Fail               | Requester, Holder, Coordinator, Hub  | failed      | incident-technique | StopsAccept, StopsReply       | Reason
        completed   | Acknowledge        | Requester                            | completed   |                    | StopsReadBack                 |
        completed   | CloseOut           | Requester                            | completed   | clos               |                               | Acknowledgement, Survey
        """;
}
