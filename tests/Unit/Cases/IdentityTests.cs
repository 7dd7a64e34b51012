using CsCheck;
using HallGrains.Grains.Cases;
using HallGrains.Unit.Clocks;
using NodaTime;

namespace HallGrains.Unit.Cases;

/// <summary>Samples of domain-rules §12 and what must be true of every number.</summary>
public class IdentityTests
{
    private static readonly LocalDate Today = DemoCity.Date("2026-11-24");
    private static readonly Gen<string> Bodies = Gen.Select(Gen.Int[0, 999_999], Gen.Int[0, 46_000], Gen.Int[0, 999],
        (area, day, seq) => FormattableString.Invariant($"{area:000000}{new LocalDate(1900, 1, 1).PlusDays(day):uuuuMMdd}{seq:000}"));

    [Theory, InlineData("11010519491231002X"), InlineData("11010519491231002x"), InlineData("999900199003070010"), InlineData("999900196511201028")]
    public void Valid_numbers(string number) => Identity.IdNumberFault(number, Today).Should().BeNull();

    [Theory]
    [InlineData("110105194912310021", "check-character")]
    [InlineData("999900198802300033", "not-a-date")]
    [InlineData("440524188001010014", "older-than-130")]
    [InlineData("11010519491231002", "not-18-characters")]
    [InlineData("110105491231002", "not-18-characters")]
    [InlineData("", "not-18-characters")]
    [InlineData("1101051949123100２X", "not-digits")]
    [InlineData("１１０１０５１９４９１２３１００２X", "not-digits")]
    [InlineData("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "not-digits")]
    [InlineData("11010519491231002Ｘ", "not-digits")]
    [InlineData("1101051949123100 X", "not-digits")]
    [InlineData("-1010519491231002X", "not-digits")]
    public void Invalid_numbers(string number, string fault) => Identity.IdNumberFault(number, Today).Should().Be(fault);

    [Fact]
    public void The_second_published_sample_has_the_right_check_character() => Identity.IdCheckHolds("440524188001010014").Should().BeTrue();

    [Fact]
    public void Nobody_is_born_tomorrow_and_at_130_one_may_still_come()
    {
        Identity.IdNumberFault(WithCheck("99990020261124001"), Today).Should().BeNull();
        Identity.IdNumberFault(WithCheck("99990020261125001"), Today).Should().Be("future");
        Identity.IdNumberFault(WithCheck("99990018961124001"), Today).Should().BeNull();
        Identity.IdNumberFault(WithCheck("99990018961123001"), Today).Should().Be("older-than-130");
    }

    [Theory, InlineData("91350100M000100Y43", true), InlineData("91999900MA00000019", true), InlineData("93999900MA00000A2G", true), InlineData("91999900MA00000107", true), InlineData("91350100M000100Y44", false)]
    public void Credit_codes(string code, bool holds)
    {
        Identity.IsCreditCodeText(code).Should().BeTrue();
        Identity.CreditCheckHolds(code).Should().Be(holds);
    }

    [Theory, InlineData("91350100M000100Y4Z"), InlineData("91350100M000100Y4"), InlineData("91350100m000100y43"), InlineData("９1350100M000100Y43"), InlineData("91350100I000100Y43"), InlineData("")]
    public void No_credit_codes(string code) => Identity.IsCreditCodeText(code).Should().BeFalse();

    [Theory, InlineData("13800005678", true), InlineData("19912345678", true), InlineData("12800005678", false), InlineData("1380000567", false), InlineData("138000056780", false), InlineData("1３800005678", false), InlineData("23800005678", false)]
    public void Mobile_numbers(string phone, bool valid) => Identity.IsMobile(phone).Should().Be(valid);

    [Fact]
    public void Exactly_one_check_character_fits_a_body() => Bodies.Sample(body =>
        "0123456789X".Count(c => Identity.IdNumberFault(body + c, Today) is not "check-character").Equals(1));

    [Fact]
    public void One_mistyped_digit_is_always_found() => Gen.Select(Bodies, Gen.Int[0, 16], Gen.Int[1, 9]).Sample((body, at, by) =>
    {
        var number = WithCheck(body).ToCharArray();
        number[at] = (char)('0' + ((number[at] - '0' + by) % 10));
        return Identity.IdNumberFault(new(number), Today) is not null;
    });

    [Fact]
    public void No_text_at_all_breaks_the_checks() => Gen.String.Sample(text =>
    {
        _ = Identity.IdNumberFault(text, Today);
        if (Identity.IsCreditCodeText(text)) _ = Identity.CreditCheckHolds(text);
        _ = Identity.IsMobile(text);
    });

    private static string WithCheck(string body) => body + "0123456789X".Single(c => Identity.IdCheckHolds(body + c));
}
