using System.Collections.Immutable;
using System.Text;
using HallGrains.Contracts.Accounts;
using HallGrains.Contracts.Common;
using HallGrains.Silo.Accounts;
using Microsoft.AspNetCore.Identity;

namespace HallGrains.Gateway.Accounts;

/// <summary>What an account may be, and how its password is kept.</summary>
public sealed class AccountTests
{
    private static readonly Caller SecurityAdmin = new("security-admin", null, [Roles.SecurityAdmin]);

    [Fact]
    public async Task A_password_is_kept_as_pbkdf2_with_sha512_and_enough_iterations()
    {
        var hash = Convert.FromBase64String(await PasswordHashes.HashAsync("correct horse"));
        hash[0].Should().Be(1, "format 3 of ASP.NET Core Identity");
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1)).Should().Be(2, "HMAC-SHA512");
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5)).Should().BeGreaterThanOrEqualTo(210_000);
        Encoding.UTF8.GetString(hash).Should().NotContain("horse");
    }

    [Fact]
    public async Task A_right_password_verifies_a_wrong_one_and_nobodys_do_not()
    {
        var hash = await PasswordHashes.HashAsync("correct horse");
        (await PasswordHashes.VerifyAsync(hash, "correct horse")).Should().Be(PasswordVerificationResult.Success);
        (await PasswordHashes.VerifyAsync(hash, "correct house")).Should().Be(PasswordVerificationResult.Failed);
        (await PasswordHashes.VerifyAsync(null, "correct horse")).Should().Be(PasswordVerificationResult.Failed);
    }

    [Fact]
    public void Administrator_security_administrator_and_auditor_are_three_persons()
    {
        string[] apart = [Roles.Admin, Roles.SecurityAdmin, Roles.Auditor];
        foreach (var one in apart)
        {
            foreach (var other in apart.Where(r => r != one))
                AccountRules.Check("u", SecurityAdmin, new([one, other], Password: "long enough 1"), false, false)!.Errors!["roles"].Should().Contain(e => e.StartsWith("separate-persons", StringComparison.Ordinal));
            AccountRules.Check("u", SecurityAdmin, new([one], Password: "long enough 1"), false, false).Should().BeNull();
        }
    }

    [Fact]
    public void Only_a_security_administrator_changes_accounts_and_never_their_own()
    {
        foreach (var role in new[] { Roles.Admin, Roles.Auditor, Roles.Supervisor, Roles.Staff, Roles.Citizen })
            AccountRules.Check("u", new("x", null, [role]), new([Roles.Citizen]), true, false)!.Code.Should().Be(Codes.NotPermitted);
        AccountRules.Check("security-admin", SecurityAdmin, new([Roles.Admin]), true, false)!.Code.Should().Be(Codes.TwoPersonsNeeded);
    }

    [Fact]
    public void Everything_wrong_with_an_account_is_said_at_once()
    {
        var refusal = AccountRules.Check("a b", SecurityAdmin, new([Roles.Staff, Roles.Device, Roles.System, Roles.Device], Password: "short"), false, false)!;
        refusal.Code.Should().Be(Codes.Validation);
        refusal.Errors!.Keys.Should().BeEquivalentTo("user", "roles", "staff", "window", "password");
        AccountRules.Check("u", SecurityAdmin, new(default), false, false)!.Errors!.Keys.Should().BeEquivalentTo("roles", "password");
        AccountRules.Check("u", SecurityAdmin, new([Roles.Staff], Staff: "YXCS015"), true, true).Should().BeNull("a password is needed once only");
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(9, 0)]
    [InlineData(10, 1)]
    [InlineData(13, 2)]
    [InlineData(16, 4)]
    [InlineData(1000, 15)]
    public void An_account_waits_longer_the_more_tries_fail(int failures, int minutes) =>
        AccountRules.WaitAfter(failures).Should().Be(TimeSpan.FromMinutes(minutes));

    [Fact]
    public void No_text_of_a_command_shows_a_password()
    {
        new PutAccount([Roles.Citizen], Password: "hidden-word").ToString().Should().NotContain("hidden-word");
        new AccountSeed("u", [Roles.Citizen], null, null, "hidden-hash").ToString().Should().NotContain("hidden-hash");
        ImmutableArray.Create<object>(new Caller("u", null, [], "HIDDENCODE")).ToString().Should().NotContain("HIDDENCODE");
    }
}
