using HallGrains.Silo.Ledger;
using HallGrains.Tests.Ledger.Contract;
using HallGrains.Tests.Ledger.Stores;

namespace HallGrains.Tests.Ledger;

public sealed class MemoryLedgerTests : LedgerContract
{
    internal override Task<TestStore> CreatePlaceAsync() => Task.FromResult<TestStore>(new MemoryPlace());

    internal override IBlockCommitter Poisoned(IBlockCommitter committer) => new PoisonedCommitter(committer);
}
