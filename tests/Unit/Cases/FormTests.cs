using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Tests;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

public class FormTests
{
    [Fact, Clause("5.2f")]
    public void A_form_opened_for_a_known_applicant_has_the_known_fields_filled()
    {
        var form = CaseForms.Of(Number, "unemployment-form", ACase().Applied("id-or-card").State, ACase().Facts(Handler)).Value!;
        form.Fields.Single(f => f.Name == "name").Value.Should().Be("秦小满");
        form.Fields.Single(f => f.Name == "idNumber").Value.Should().Be(Id);
        form.Fields.Single(f => f.Name == "signature").Value.Should().BeNull();
        var asked = ACase().Answered();
        CaseForms.Of(Number, "unemployment-form", asked.State, asked.Facts(Handler)).Value!.Fields.Single(f => f.Name == "name").Value
            .Should().Be(Opening.Contact!.Name, "what was told with the question is known before the application");
        var bench = ACase().Applied("id-or-card");
        CaseForms.Of(Number, "contribution-record", bench.State, bench.Facts(Handler)).Refusal!.Code.Should().Be(Codes.NotFound, "the department gets it itself");
        CaseForms.Of(Number, "unemployment-form", bench.State, bench.Facts(Colleague)).Refusal!.Code.Should().Be(Codes.NotPermitted);
    }
}
