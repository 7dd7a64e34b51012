using HallGrains.Contracts.Inspections;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Windows;
using HallGrains.Tests;
using HallGrains.Unit.Halls;
using HallGrains.Unit.Windows;
using NodaTime;

namespace HallGrains.Unit.Venues;

/// <summary>3.2c at the opening check, and what of it is a finding.</summary>
public sealed class DressAtOpeningTests
{
    [Fact, Clause("3.3e")]
    public void A_windows_row_is_due_until_the_findings_of_its_failed_items_are_opened_and_the_mended_told()
    {
        var day = new WindowDay();
        var key = new WindowKey("YXCS", WindowDay.Window);
        var date = new LocalDate(2026, 11, 24);
        var model = WindowModel.Of(key, date, "k");
        day.SignedOn();
        day.Do(day.Check("systems")).Should().BeNull();
        model.Summarise(day.State).NextDue.Should().BeNull();
        day.Do(day.Check("systems", "evaluator")).Should().BeNull();
        model.Summarise(day.State).NextDue.Should().Be(day.Now);
        var (found, mendedBy) = FailedItems.Of(key, date, day.State, day.Hall).Single();
        found.Should().Match<OpenFinding>(f => f.Clause == "3.3e" && f.Window == WindowDay.Window && f.RaisedBy == HallDay.Handler);
        mendedBy.Should().BeNull();
        var told = Told(day.State);
        model.Summarise(told).NextDue.Should().BeNull();

        day.Do(day.Check("systems")).Should().BeNull();
        model.Summarise(WindowState.Evolve(told, day.Entries[^1])).NextDue.Should().Be(day.Now, "it is mended, and the finding has to hear so");
        FailedItems.Of(key, date, day.State, day.Hall).Single().Should().Be((found, HallDay.Handler));

        day.Do(day.Check("systems", "evaluator")).Should().BeNull();
        var again = FailedItems.Of(key, date, day.State, day.Hall).Single();
        again.MendedBy.Should().BeNull();
        again.Finding.Number.Should().NotBe(found.Number, "it failed again");
        day.Do(day.Check("systems", "evaluator")).Should().BeNull();
        FailedItems.Of(key, date, day.State, day.Hall).Single().Finding.Should().Be(again.Finding, "it failed already");

        WindowState Told(WindowState state) => WindowState.Evolve(state, new(new OpeningFindingsTold(state.Version), state.Version + 1, day.Now, day.Now, "system", "system", "c", false));
    }

    [Theory, InlineData(true), InlineData(false)]
    [Clause("3.2b"), Clause("3.2c")]
    public void Dress_fails_nobody_who_is_exempt(bool exempt)
    {
        var day = new WindowDay();
        day.Hall = day.Hall with { OpeningCheck = [.. day.Hall.OpeningCheck.Select(p => p.Part == "at-post" ? p with { Items = p.Items.Add(new("dress", "着装整齐", null, "3.2b")) } : p)] };
        day.Handler = day.Handler with { Definition = day.Handler.Definition with { DressExemption = exempt } };
        day.SignedOn();
        day.Do(day.Check("at-post", "dress")).Should().BeNull();
        day.State.EverFailed.ContainsKey("dress").Should().Be(!exempt);
        day.Last<OpeningChecked>().Items.Single(i => i.Code == "dress").Ok.Should().Be(exempt);
    }
}
