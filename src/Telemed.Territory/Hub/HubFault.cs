namespace Telemed.Territory.Hub;

/// <summary>Why a command ends early, said in one line to whoever typed it.</summary>
sealed class HubFault(ExitCode exit, string message) : Exception(message)
{
    public ExitCode Exit => exit;
}

enum ExitCode
{
    Done = 0,

    /// <summary>The hub answered and said no.</summary>
    Refused = 1,

    Unreachable = 2,

    /// <summary>Demo sign-in is off: nobody here can be signed in as somebody else.</summary>
    SignInOff = 3,

    /// <summary>Interrupted before it was whole, as a shell says it of SIGINT.</summary>
    Stopped = 130,
}
