using System.Data;
using Dapper;

namespace Telemed.Fhir.Schema;

/// <summary>How rows become records: snake_case columns, and every timestamptz as a UTC DateTimeOffset.</summary>
public static class DapperConventions
{
    /// <summary>Once, before the first query. Repeating it changes nothing.</summary>
    public static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new UtcTimestamp());
    }
}

// Npgsql hands a timestamptz out as a UTC DateTime.
sealed class UtcTimestamp : SqlMapper.TypeHandler<DateTimeOffset>
{
    public override DateTimeOffset Parse(object value) => value is DateTimeOffset offset ? offset : new DateTimeOffset((DateTime)value, TimeSpan.Zero);

    public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.UtcDateTime;
}
