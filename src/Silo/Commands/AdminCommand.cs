using System.CommandLine;
using HallGrains.Contracts.Common;
using HallGrains.Silo.Accounts;
using HallGrains.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HallGrains.Silo.Commands;

/// <summary><c>admin create</c>: the first administrator of a new hall; there is no default password.</summary>
internal static class AdminCommand
{
    private static readonly Argument<string> User = new("user") { Description = "Account name." };
    private static readonly Option<string> Role = new("--role") { Description = "admin or security-admin.", DefaultValueFactory = _ => Roles.Admin };

    public static Command Create()
    {
        var create = new Command("create", "Makes an administrator's account; the password is read from standard input.") { User, Role };
        StoreOptions.AddTo(create);
        create.SetAction(async (parsed, stop) => await RunAsync(StoreOptions.Read(parsed, new ServeOptions()), parsed.GetValue(User)!, parsed.GetValue(Role)!, stop));
        return new Command("admin", "The first account, and keys.") { create, RotateCommand.Create() };
    }

    private static async Task<int> RunAsync(ServeOptions options, string user, string role, CancellationToken stop)
    {
        var password = Password.Read("Password: ");
        using var host = await HallHost.BuildAsync(options with { Role = "silo", IsTool = true });
        await host.StartAsync(stop);
        try
        {
            var refusal = await AccountSeeds.CreateAsync(host.Services.GetRequiredService<IGrainFactory>(), user, password, role);
            if (refusal is null)
            {
                Console.Out.WriteLine($"Account {user} ({role}) is ready.");
                return 0;
            }

            Console.Error.WriteLine(refusal);
            return 1;
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }
}
