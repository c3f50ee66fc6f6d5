namespace Telemed.Browser.Tests.Support;

/// <summary>Patience for what no page shows.</summary>
static class Eventually
{
    public static async Task Holds(Func<Task<bool>> fact)
    {
        for (var i = 0; i < 300; i++)
        {
            if (await fact()) return;
            await Task.Delay(100);
        }
        Assert.Fail("It never came to hold.");
    }
}
