using Npgsql;

namespace Telemed.Fhir.Store;

/// <summary>The rows of one statement that takes them as columns.</summary>
internal sealed class GatheredRows(string sql)
{
    readonly List<object[]> rows = [];

    public void Add(object[] row) => rows.Add(row);

    public NpgsqlBatchCommand Command()
    {
        var command = new NpgsqlBatchCommand(sql);
        for (var i = 0; i < rows[0].Length; i++)
        {
            var column = Array.CreateInstance(rows[0][i].GetType(), rows.Count);
            for (var row = 0; row < rows.Count; row++) column.SetValue(rows[row][i], row);
            command.Parameters.Add(new NpgsqlParameter { Value = column });
        }
        return command;
    }
}
