// Each test here starts processes of its own on two cores: one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
