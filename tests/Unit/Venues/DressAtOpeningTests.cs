using HallGrains.Contracts.Windows;
using HallGrains.Tests;
using HallGrains.Unit.Windows;

namespace HallGrains.Unit.Venues;

/// <summary>3.2c at the opening check, and what of it is a finding.</summary>
public sealed class DressAtOpeningTests
{
    [Theory, InlineData(true), InlineData(false)]
    [Clause("3.2b"), Clause("3.2c")]
    public void Dress_fails_nobody_who_is_exempt(bool exempt)
    {
        var day = new WindowDay();
        day.Hall = day.Hall with { OpeningCheck = [.. day.Hall.OpeningCheck.Select(p => p.Part == "at-post" ? p with { Items = p.Items.Add(new("dress", "着装整齐", null, "3.2b")) } : p)] };
        day.Handler = day.Handler with { Definition = day.Handler.Definition with { DressExemption = exempt } };
        day.SignedOn();
        day.Do(day.Check("at-post", "dress")).Should().BeNull();
        day.State.EverFailed.Contains("dress").Should().Be(!exempt);
        day.Last<OpeningChecked>().Items.Single(i => i.Code == "dress").Ok.Should().Be(exempt);
    }
}
