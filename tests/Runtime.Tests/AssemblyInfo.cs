// torch.manual_seed and the meter are the process's: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
