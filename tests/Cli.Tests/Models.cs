namespace GradGuard.Cli.Tests;

/// <summary>Models in the spelling of users.</summary>
internal static class Models
{
    public const string DeepSigmoid = """
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        namespace Users;

        public sealed class Deep : Module<Tensor, Tensor>
        {
            private readonly Linear fc1 = Linear(8, 16), fc2 = Linear(16, 16), fc3 = Linear(16, 16), fc4 = Linear(16, 16), fc5 = Linear(16, 16), head = Linear(16, 2);

            public Deep() : base("Deep") => RegisterComponents();

            public override Tensor forward(Tensor x)
            {
                x = fc1.call(x).sigmoid();
                x = functional.sigmoid(fc2.call(x));
                x = fc3.call(x).sigmoid();
                x = fc4.call(x).sigmoid();
                x = fc5.call(x).sigmoid();
                return head.call(x);
            }
        }
        """;

    public const string Shallow = """
        using static TorchSharp.torch.nn;

        namespace Users;

        public static class Models
        {
            public static object Make() => Sequential(Linear(8, 16), ReLU(), Linear(16, 2));
        }
        """;
}
