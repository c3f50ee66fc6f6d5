namespace Telemed.Core.Calendars;

/// <summary>Where which public holidays are kept. The codes in FHIR files are the names in lower case with dashes, such as <c>alsace-moselle</c>.</summary>
public enum HolidayZone
{
    /// <summary>The eleven days of article L3133-1 of the Code du travail.</summary>
    Metropole,

    /// <summary>Also Good Friday and 26 December. Article L3134-13 of the Code du travail.</summary>
    AlsaceMoselle,

    /// <summary>Also 22 May. Article L3422-2 of the Code du travail, as all days of the abolition of slavery below.</summary>
    Martinique,

    /// <summary>Also 27 May.</summary>
    Guadeloupe,

    /// <summary>Also 10 June.</summary>
    Guyane,

    /// <summary>Also 20 December.</summary>
    Reunion,

    /// <summary>Also 27 April.</summary>
    Mayotte,
}
