using Npgsql;

namespace Telemed.Fhir.Store;

/// <summary>The rows of one statement that takes them as columns.</summary>
internal sealed class GatheredRows(string sql)
{
    readonly List<object?[]> rows = [];

    public void Add(object?[] row) => rows.Add(row);

    public NpgsqlBatchCommand Command()
    {
        var command = new NpgsqlBatchCommand(sql);
        for (var i = 0; i < rows[0].Length; i++)
        {
            var column = Array.CreateInstance(TypeOf(i), rows.Count);
            for (var row = 0; row < rows.Count; row++) column.SetValue(rows[row][i], row);
            command.Parameters.Add(new NpgsqlParameter { Value = column });
        }
        return command;
    }

    // A column of nothing but nulls has no type of its own: as text, the statement casts it to whatever it wants.
    Type TypeOf(int column)
    {
        var type = rows.Select(row => row[column]?.GetType()).FirstOrDefault(found => found is not null) ?? typeof(string);
        return type.IsValueType && rows.Exists(row => row[column] is null) ? typeof(Nullable<>).MakeGenericType(type) : type;
    }
}
