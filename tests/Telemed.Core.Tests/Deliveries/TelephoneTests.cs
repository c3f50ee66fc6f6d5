using Telemed.Core.Deliveries;

namespace Telemed.Core.Tests.Deliveries;

public sealed class TelephoneTests
{
    [Theory]
    [InlineData("06 39 98 00 01", "+33639980001")]
    [InlineData("06.39.98.00.01", "+33639980001")]
    [InlineData("+33 6 39 98 00 01", "+33639980001")]
    [InlineData("0033639980001", "+33639980001")]
    [InlineData("03 53 01 00 12", "+33353010012")]
    [InlineData("0596 12 34 56", "+596596123456")]
    [InlineData("0696123456", "+596696123456")]
    [InlineData("0262 12 34 56", "+262262123456")]
    [InlineData("+32 2 555 12 12", "+3225551212")]
    public void A_number_is_understood_as_it_is_typed(string typed, string number) => Assert.Equal(number, Telephone.Parse(typed));

    [Theory]
    [InlineData("")]
    [InlineData("15")]
    [InlineData("0899 12 34 56")]
    [InlineData("+33899123456")]
    [InlineData("06 39 98 00")]
    [InlineData("06 39 98 00 0a")]
    [InlineData("+33 06 39 98 00 01")]
    [InlineData("ana@test.example")]
    public void What_is_no_number_to_be_called_is_refused(string typed) => Assert.Null(Telephone.Parse(typed));

    [Theory]
    [InlineData("+33639980001", true)]
    [InlineData("+33353010012", false)]
    [InlineData("+596696123456", true)]
    public void Only_a_mobile_takes_text(string number, bool takes) => Assert.Equal(takes, Telephone.TakesText(number));
}
