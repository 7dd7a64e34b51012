using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Cluster.Registries;
using HallGrains.Grains.Ledger;
using HallGrains.Tests;
using NodaTime;
using static HallGrains.Cluster.Cases.CaseCluster;

namespace HallGrains.Cluster.Cases;

/// <summary>What others are told after a commit, and what becomes of it when the process dies in between.</summary>
public class CaseCrashTests(CaseCluster hall) : IClassFixture<CaseCluster>
{
    [Fact]
    public async Task Giver_and_receiver_are_told_after_each_commit()
    {
        var number = await hall.Opened();
        await RegistryCluster.Eventually(() => hall.Owns(Guide, number), "the guide has it");
        var offer = await hall.OfferedTo(number, Handler);
        await RegistryCluster.Eventually(async () => (await hall.Inbox(Handler, number)).Any(i => i.Id == offer), "the offer waits at the handler's desk");
        await hall.Do(number, Handler, Accept(offer));
        await RegistryCluster.Eventually(async () => await hall.Owns(Handler, number) && !await hall.Owns(Guide, number), "the case has changed desks");
        (await hall.Inbox(Handler, number)).Should().BeEmpty();
    }

    [Fact]
    public async Task When_the_process_dies_between_commit_and_word_the_inbox_is_right_after_the_restart()
    {
        var number = await hall.Opened();
        await hall.CommittedElsewhere(number, Guide, Offer(Handler));
        await hall.City.Restart();
        (await hall.Inbox(Handler, number)).Should().ContainSingle().Which.Kind.Should().Be("offer");
        (await hall.Owns(Guide, number)).Should().BeTrue();
    }

    [Fact]
    public async Task When_only_the_cases_process_dies_the_desks_that_live_on_mend_themselves()
    {
        var number = await hall.Opened();
        await RegistryCluster.Eventually(() => hall.Owns(Guide, number), "the guide has it");
        var offer = await hall.OfferedTo(number, Handler);
        await RegistryCluster.Eventually(async () => (await hall.Inbox(Handler, number)).Length == 1, "the offer waits");
        await hall.CommittedElsewhere(number, Handler, Accept(offer));
        hall.City.Advance(Duration.FromSeconds(30));
        (await hall.Owns(Handler, number)).Should().BeTrue();
        (await hall.Inbox(Handler, number)).Should().BeEmpty();
        (await hall.Owns(Guide, number)).Should().BeFalse();
    }

    [Fact]
    public async Task A_woken_case_tells_what_the_process_before_it_did_not()
    {
        var number = await hall.Opened();
        await RegistryCluster.Eventually(() => hall.Owns(Guide, number), "the guide has it");
        var offer = await hall.OfferedTo(number, Handler);
        await RegistryCluster.Eventually(async () => (await hall.Inbox(Handler, number)).Length == 1, "the offer waits");
        await hall.CommittedElsewhere(number, Handler, Accept(offer));
        await hall.City.Restart();
        await hall.Case(number).WakeAsync();
        await RegistryCluster.Eventually(async () => await hall.Owns(Handler, number) && !await hall.Owns(Guide, number), "both desks know");
    }

    [Fact, Clause("6.4c")]
    public async Task A_stale_activation_loses_its_write_and_the_next_call_finds_what_was_committed()
    {
        var number = await hall.Opened();
        var offer = await hall.OfferedTo(number, Handler);
        await hall.CommittedElsewhere(number, Handler, Accept(offer));
        var withdrawal = hall.Meta(Guide);
        await hall.Case(number).Invoking(c => c.ExecuteAsync(withdrawal, new WithdrawHandoff { HandoffId = offer })).Should().ThrowAsync<LedgerConflictException>();
        await RegistryCluster.Eventually(async () => (await Again())?.Refusal?.Code == Codes.NotOwner || (await Again())?.Refusal?.Code == Codes.OfferClosed, "the new activation knows the acceptance");
        (await hall.Case(number).GetAsync(Me(Handler))).Value!.Owner.Should().Be(Handler);
        (await hall.Entries(number)).Should().NotContain(e => e.Kind == nameof(HandoffWithdrawn));

        async Task<Outcome<CaseView>?> Again()
        {
            try
            {
                return await hall.Case(number).ExecuteAsync(withdrawal, new WithdrawHandoff { HandoffId = offer });
            }
            catch (LedgerConflictException)
            {
                // The losing activation is still on its way out.
                return null;
            }
        }
    }

    [Fact]
    public async Task One_entry_that_cannot_be_read_stops_its_own_case_only()
    {
        var (broken, sound) = (await hall.Opened(), await hall.Opened());
        var row = (await hall.Ledger.FindSummaryAsync($"case/{broken}"))!;
        await hall.Ledger.AppendAsync(new($"case/{broken}", row.Version, null, "YXCS", [new NewEntry("FromTheFuture", 1, hall.City.Now, "t", "{}", null)], row with { Version = row.Version + 1 }));
        await hall.City.Restart();
        await hall.Case(broken).Invoking(c => c.ExecuteAsync(hall.Meta(Guide), Offer(Handler))).Should().ThrowAsync<UnreadableEntryException>();
        await hall.Case(broken).Invoking(c => c.WakeAsync()).Should().ThrowAsync<UnreadableEntryException>();
        await hall.OfferedTo(sound, Handler);
    }
}
