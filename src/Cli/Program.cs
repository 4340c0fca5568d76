return await GradGuard.Cli.CommandLine.RunAsync(args, Console.Out, Console.Error);
