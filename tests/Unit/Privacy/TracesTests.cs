using System.Diagnostics;
using HallGrains.Silo.Hosting;

namespace HallGrains.Unit.Privacy;

/// <summary>Traces hold routes and kinds of grains, never what somebody typed (must-hold 27).</summary>
public class TracesTests
{
    [Fact]
    public void What_may_have_been_typed_is_taken_out_and_the_rest_stays()
    {
        using var activity = new Activity("request").Start();
        activity.SetTag("url.path", "/api/v1/cases/13899990001").SetTag("url.query", "?name=x").SetTag("http.route", "/api/v1/cases/{n}")
            .SetTag("orleans.grain.id", "window/13899990001/1").SetTag("orleans.rpc.target_id", "account/13899990001").SetTag("orleans.rpc.source_id", "sys.client")
            .SetTag("orleans.directory.registered.address", "[case/13899990001]").SetTag("orleans.rpc.service", "HallGrains/IWindowGrain");
        new Telemetry.Discretion().OnEnd(activity);
        activity.TagObjects.Select(t => (t.Key, (string?)t.Value)).Should().BeEquivalentTo(new (string, string?)[]
        {
            ("http.route", "/api/v1/cases/{n}"), ("orleans.grain.id", "window"), ("orleans.rpc.target_id", "account"), ("orleans.rpc.source_id", "sys.client"), ("orleans.rpc.service", "HallGrains/IWindowGrain"),
        });
    }
}
