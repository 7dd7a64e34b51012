using System.Globalization;
using CsCheck;
using HallGrains.Contracts.Cases;
using HallGrains.Grains.Cases;

namespace HallGrains.Unit.Cases;

public class MaskingTests
{
    [Theory]
    [InlineData("王", "*"), InlineData("王明", "王*"), InlineData("王小明", "王*明"), InlineData("欧阳小明", "欧**明"), InlineData("", "")]
    [InlineData("𠀀𠀁𠀂", "𠀀*𠀂"), InlineData("王𠀀", "王*"), InlineData("葛󠄀城", "葛󠄀*")]
    [InlineData("买买提·阿不都", "买*****都")]
    public void Names(string name, string shown) => Masking.Name(name).Should().Be(shown);

    [Theory, InlineData("11010519491231002X", "110105********002X"), InlineData("999900199003070010", "999900********0010"), InlineData("E12345678", "*********")]
    public void Id_numbers(string number, string shown) => Masking.IdNumber(number).Should().Be(shown);

    [Theory, InlineData("13800005678", "138****5678"), InlineData("05551234", "********")]
    public void Phones(string phone, string shown) => Masking.Phone(phone).Should().Be(shown);

    [Theory, InlineData("6222020200112233445", "***************3445"), InlineData("123", "***")]
    public void Bank_cards(string card, string shown) => Masking.Card(card).Should().Be(shown);

    [Theory]
    [InlineData("宁江市南浦区学府路8号3栋201", "宁江市南浦区学府路***")]
    [InlineData("宁江市南浦区文苑街道学府路8号", "宁江市南浦区文苑街道学府路***")]
    [InlineData("宁江市北渡镇长岭村3组", "宁江市北渡镇***")]
    [InlineData("宁江市南浦区春和小区3栋201", "宁江市南浦区***")]
    [InlineData("宁江市春和小区3栋201", "宁江市***")]
    [InlineData("宁江市人民大道1号", "宁江市人民大道***")]
    [InlineData("南浦区学府路", "南浦区学府路")]
    [InlineData("南浦区3号院学府路", "南浦区***")]
    [InlineData("3栋201", "***")]
    public void Addresses(string address, string shown) => Masking.Address(address).Should().Be(shown);

    [Fact]
    public void Nothing_is_nothing()
    {
        Masking.Person(new(null, "resident", null, null, null)).Should().Be(new PersonView(null, "resident", null, null, null));
        Masking.Card(null).Should().BeNull();
    }

    [Fact]
    public void A_masked_name_has_as_many_characters_and_shows_two_at_most() => Gen.Char['一', '鿿'].Array[1, 20].Select(c => new string(c)).Sample(name =>
    {
        var shown = Masking.Name(name)!;
        return new StringInfo(shown).LengthInTextElements == new StringInfo(name).LengthInTextElements && shown.Count(c => c != '*') <= Math.Min(2, name.Length - 1);
    });

    [Fact]
    public void No_birthday_is_ever_shown() => Gen.Char['0', '9'].Array[18].Select(c => new string(c)).Sample(number =>
    {
        var shown = Masking.IdNumber(number)!;
        return shown.Length == 18 && shown[6..14] == "********" && shown[..6] == number[..6] && shown[14..] == number[14..];
    });

    [Fact]
    public void No_house_number_is_ever_shown() => Gen.Select(Gen.Const("宁江市南浦区学府路").Array[0, 1], Gen.Int[1, 9999], Gen.Const("栋").Array[0, 2]).Sample((street, number, rest) =>
        !Masking.Address(string.Concat(street) + number.ToString(CultureInfo.InvariantCulture) + "号" + string.Concat(rest))!.Any(char.IsAsciiDigit));

    [Fact]
    public void Any_text_can_be_masked() => Gen.String.Sample(text =>
    {
        _ = Masking.Person(new(text, null, text, text, text, text));
        return Masking.Card(text)!.Length == text.Length;
    });
}
