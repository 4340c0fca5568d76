using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using GradGuard.CodeFixes.Fixes;

namespace GradGuard.Analyzers.Tests.Fixes;

public sealed class RegistrationFixTests
{
    [Fact]
    public async Task CallIsAddedAtTheEndOfEveryConstructor()
    {
        await VerifyFix<UnregisteredModuleRule, RegistrationFix>.Turns(
            """
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc;

                public Net()
                    : this(8)
                {
                }

                public Net(int width)
                    : base("net")
                {
                    // One layer will do.
                    fc = Linear(width, 8); // for now
                }

                public override Tensor forward(Tensor x) => fc.call(x);
            }

            class Small : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                public Small() : base("small") { }
                public override Tensor forward(Tensor x) => fc.call(x);
            }

            class Short : Module<Tensor, Tensor>
            {
                private readonly Linear fc;
                public Short() : base("short") => fc = Linear(8, 8);
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            """,
            """
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc;

                public Net()
                    : this(8)
                {
                }

                public Net(int width)
                    : base("net")
                {
                    // One layer will do.
                    fc = Linear(width, 8); // for now
                    RegisterComponents();
                }

                public override Tensor forward(Tensor x) => fc.call(x);
            }

            class Small : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                public Small() : base("small")
                {
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => fc.call(x);
            }

            class Short : Module<Tensor, Tensor>
            {
                private readonly Linear fc;
                public Short() : base("short")
                {
                    fc = Linear(8, 8);
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            """);
    }

    [Fact]
    public async Task CallMovesBehindAllLateAssignments()
    {
        await VerifyFix<UnregisteredModuleRule, RegistrationFix>.Turns(
            """
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc1, fc2;
                private readonly ModuleList<Linear> more = new();

                public Net()
                    : base("net")
                {
                    fc1 = Linear(8, 8);
                    RegisterComponents();

                    // The rest.
                    fc2 = Linear(8, 8);
                    for (var i = 0; i < 3; i++)
                        more.Add(Linear(8, 8));
                    foreach (var module in modules())
                        module.train();
                }

                public override Tensor forward(Tensor x) => more[0].call(fc2.call(fc1.call(x)));
            }
            """,
            """
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc1, fc2;
                private readonly ModuleList<Linear> more = new();

                public Net()
                    : base("net")
                {
                    fc1 = Linear(8, 8);

                    // The rest.
                    fc2 = Linear(8, 8);
                    for (var i = 0; i < 3; i++)
                        more.Add(Linear(8, 8));
                    RegisterComponents();
                    foreach (var module in modules())
                        module.train();
                }

                public override Tensor forward(Tensor x) => more[0].call(fc2.call(fc1.call(x)));
            }
            """);
    }

    [Fact]
    public async Task CallStaysWhereCodeBetweenNeedsIt()
    {
        await VerifyFix<UnregisteredModuleRule, RegistrationFix>.IsNotOffered("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc1 = Linear(8, 8), fc2;
                public Net() : base("net")
                {
                    RegisterComponents();
                    foreach (var p in parameters()) p.requires_grad = false;
                    fc2 = Linear(8, 8);
                }
                public override Tensor forward(Tensor x) => fc2.call(fc1.call(x));
            }
            """);
    }

    [Theory]
    [InlineData("List<Linear> layers = new() { Linear(8, 8) };", "ModuleList<Linear> layers = new() { Linear(8, 8) };")]
    [InlineData("List<Linear> layers = new List<Linear>(); // all of them", "ModuleList<Linear> layers = new ModuleList<Linear>(); // all of them")]
    [InlineData("List<Linear> layers = Enumerable.Range(0, 3).Select(_ => Linear(8, 8)).ToList();", "ModuleList<Linear> layers = new ModuleList<Linear>(Enumerable.Range(0, 3).Select(_ => Linear(8, 8)).ToArray());")]
    [InlineData("Linear[] layers = { Linear(8, 8), Linear(8, 8) };", "ModuleList<Linear> layers = new(Linear(8, 8), Linear(8, 8));")]
    [InlineData("Linear[] layers = new[] { Linear(8, 8) };", "ModuleList<Linear> layers = new ModuleList<Linear>(new[] { Linear(8, 8) });")]
    [InlineData("Linear[] layers = Enumerable.Range(0, 3).Select(_ => Linear(8, 8)).ToArray();", "ModuleList<Linear> layers = new ModuleList<Linear>(Enumerable.Range(0, 3).Select(_ => Linear(8, 8)).ToArray());")]
    public async Task ListBecomesAModuleList(string before, string after)
    {
        var size = before.StartsWith("Linear[]", StringComparison.Ordinal) ? "Length" : "Count";
        var extra = before.Contains("new List<Linear>()") ? "layers.Add(Linear(8, 8)); " : "";
        await VerifyFix<UnregisteredModuleRule, RegistrationFix>.Turns(Model(before, size, extra), Model(after, "Count", extra));
    }

    [Fact]
    public async Task ListWhoseMembersAModuleListLacksStays()
    {
        await VerifyFix<UnregisteredModuleRule, RegistrationFix>.IsNotOffered(Model("List<Linear> layers = new() { Linear(8, 8) };", "Capacity", ""));
    }

    [Fact]
    public async Task ArrayThatIsFilledByIndexStays()
    {
        await VerifyFix<UnregisteredModuleRule, RegistrationFix>.IsNotOffered(
            Model("Linear[] layers = new Linear[2];", "Length", "for (var i = 0; i < 2; i++) layers[i] = Linear(8, 8); "));
    }

    private static string Model(string field, string size, string fill) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly {{field}}
            public Net() : base("net") { {{fill}}RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                for (var i = 0; i < layers.{{size}}; i++)
                    x = layers[i].call(x);
                return x;
            }
        }
        """;
}
