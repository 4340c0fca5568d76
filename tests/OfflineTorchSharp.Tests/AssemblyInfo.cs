// torch.manual_seed sets the process's generator: a test beside another would draw from its numbers.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
