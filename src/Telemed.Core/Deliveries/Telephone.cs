namespace Telemed.Core.Deliveries;

/// <summary>Telephone numbers as people in France type them, and as providers want them (E.164). https://www.arcep.fr, décision 2018-0881</summary>
public static class Telephone
{
    const int NationalLength = 9;

    // A national number of an overseas territory begins with the zero and these digits; its country code is its own.
    static readonly (string Prefix, string Country)[] Overseas =
    [
        ("590", "590"), ("690", "590"), ("691", "590"), ("594", "594"), ("694", "594"), ("596", "596"), ("696", "596"), ("697", "596"),
        ("262", "262"), ("263", "262"), ("692", "262"), ("693", "262"), ("269", "262"),
    ];

    /// <summary>The number in E.164; null when it is none, or one that costs the caller (08) or is too short to be called from outside.</summary>
    public static string? Parse(string typed)
    {
        var number = new string([.. typed.Where(letter => letter is not (' ' or '.' or '-' or '/' or '(' or ')' or '\u00a0' or '\u202f'))]);
        if (number.StartsWith("00", StringComparison.Ordinal)) number = $"+{number[2..]}";
        if (number is ['+', .. var digits]) return digits.All(char.IsAsciiDigit) && IsWhole(digits) ? number : null;
        if (number is not ['0', .. var national] || national.Length != NationalLength || !national.All(char.IsAsciiDigit)) return null;
        var country = Overseas.FirstOrDefault(territory => national.StartsWith(territory.Prefix, StringComparison.Ordinal)).Country ?? "33";
        return IsWhole($"{country}{national}") ? $"+{country}{national}" : null;
    }

    /// <summary>True for what can take a text message, as far as the number shows: in mainland France 06 and 07.</summary>
    /// <param name="number">E.164.</param>
    public static bool TakesText(string number) => !number.StartsWith("+33", StringComparison.Ordinal) || number[3] is '6' or '7';

    static bool IsWhole(string digits) => digits.StartsWith("33", StringComparison.Ordinal)
        ? digits.Length == 2 + NationalLength && digits[2] is not ('0' or '8')
        : digits.Length is >= 8 and <= 15 && digits[0] != '0';
}
