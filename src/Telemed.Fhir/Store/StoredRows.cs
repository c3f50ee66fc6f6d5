using System.Data.Common;
using Dapper;
using Npgsql;

namespace Telemed.Fhir.Store;

/// <summary>Rows of <c>fhir.resource</c>, read without a detour: the body comes from the wire as the bytes that go out again.</summary>
internal static class StoredRows
{
    /// <summary>The columns a version is read from, of a row called r.</summary>
    public const string Columns = "r.key, r.type, r.id, r.version, r.updated, r.deleted, r.body";

    /// <summary>How many columns these are: others may follow.</summary>
    public const int Count = 7;

    /// <summary>Every row of a query that selects these columns.</summary>
    public static async Task<List<Stored>> Rows(this NpgsqlConnection connection, string sql, object parameters, CancellationToken cancel)
    {
        await using var reader = await connection.ExecuteReaderAsync(new CommandDefinition(sql, parameters, cancellationToken: cancel));
        var rows = new List<Stored>();
        while (await reader.ReadAsync(cancel)) rows.Add(Read(reader));
        // What was asked for may write, too: only the end says that it is committed.
        await reader.NextResultAsync(cancel);
        return rows;
    }

    /// <summary>The version in the current row.</summary>
    public static Stored Read(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetFieldValue<DateTimeOffset>(4), row.GetBoolean(5),
        row.IsDBNull(6) ? null : row.GetFieldValue<byte[]>(6));
}
