using HallGrains.Cluster.Registries;
using HallGrains.Contracts.Bundles;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Bundles;
using HallGrains.Grains.Ledger;
using HallGrains.Tests;
using static HallGrains.Cluster.Cases.CaseCluster;

namespace HallGrains.Cluster.Cases;

/// <summary>A bundle whose process died between its members: whoever goes on opens none twice and leaves none out.</summary>
public class BundleCrashTests(CaseCluster hall) : IClassFixture<CaseCluster>
{
    private static readonly OpenBundle Asked = new("YXCS", "onsite", ["UNE-REG", "UNE-BENEFIT", "EMP-CERT"], new("秦小满", "unemployed"), "失业后要办哪些事？");

    [Fact, Clause("5.4k")]
    public async Task A_member_that_was_opened_but_not_yet_written_down_keeps_its_number_and_the_rest_follows()
    {
        const string number = "BND-YXCS-TESTTESTTEST";
        var opened = new BundleOpened("YXCS", "onsite", Asked.Items!.Value, Handler, Handler, null, null, Asked.Contact, Asked.Question);
        await hall.Ledger.AppendAsync(new(
            $"bundle/{number}", 0, new(Handler, "b1", "body-of-b1"), "YXCS", [EntryCodec.Standard.Encode(opened, hall.City.Now, Handler, $"bundle-{number}")],
            new() { Stream = $"bundle/{number}", Version = 1, State = "opening", Hall = "YXCS", NextDue = hall.City.Now }));
        // The first member stands; the process died before it wrote so into the bundle's stream.
        var meta = new CommandMeta($"{number}-0", "bundle", Me(Handler));
        var first = (await hall.Open(meta, BundleRules.MemberOf(Asked, number, "UNE-REG"))).View!.CaseNumber;

        var bundle = hall.City.Grains.GetGrain<IBundleGrain>(number);
        await bundle.WakeAsync();
        var view = (await bundle.GetAsync(Me(Handler))).Value!;
        view.Complete.Should().BeTrue();
        view.Members.Select(m => m.Item).Should().Equal("UNE-REG", "UNE-BENEFIT", "EMP-CERT");
        view.Members[0].CaseNumber.Should().Be(first, "it is not opened twice");
        (await hall.Ledger.FindSummaryAsync($"bundle/{number}"))!.NextDue.Should().BeNull("nothing is left to go on with");
        var before = await hall.City.Written();
        await bundle.WakeAsync();
        (await hall.City.Written()).Should().Be(before);

        // The client's retry of the same command finds the same bundle.
        var retry = await bundle.OpenAsync(new("b1", "body-of-b1", Me(Handler)), Asked);
        retry.Replayed.Should().BeTrue();
        retry.View!.Members.Select(m => m.CaseNumber).Should().Equal(view.Members.Select(m => m.CaseNumber));
    }
}
