using Feedback.Bench.Running;

return await BenchProgram.RunAsync(args);
