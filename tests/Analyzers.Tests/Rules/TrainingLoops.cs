namespace GradGuard.Analyzers.Tests.Rules;

/// <summary>A program around the body of a training loop, with what loops use at hand.</summary>
internal static class TrainingLoops
{
    public static string Loop(string body, string members = "") => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(4, 4);
            private readonly Dropout dropout = Dropout(0.5);
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => fc.call(dropout.call(x));
        }
        class Training
        {
            {{members}}
            void Run(List<(Tensor X, Tensor Y)> batches, int epochs)
            {
                var model = new Net();
                var optimizer = torch.optim.Adam(model.parameters(), 1e-3);
                {{body}}
            }
        }
        """;
}
