namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Conditions that the code does not decide are walked both ways.</summary>
public sealed class BranchTests
{
    [Fact]
    public void FlagFromOutsideGivesTwoVariants()
    {
        var variants = GraphText.VariantsOf("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                private readonly BatchNorm1d? norm;
                private readonly bool normalize;
                public Net(bool normalize) : base("n")
                {
                    this.normalize = normalize;
                    if (normalize) norm = BatchNorm1d(8);
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x)
                {
                    x = fc.call(x);
                    if (normalize) x = norm!.call(x);
                    return norm is null ? x : x.relu();
                }
            }
            """);

        Assert.Equal(
            [
                "0 x: input\n1 fc: linear 8 -> 8 <- 0\n2 norm: Batch norm <- 1\n3 relu: ReLU <- 2",
                "0 x: input\n1 fc: linear 8 -> 8 <- 0",
            ],
            variants);
    }

    [Fact]
    public void SameConditionHasTheSameAnswerEverywhere()
    {
        var variants = GraphText.VariantsOf("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc;
                private readonly string kind;
                public Net(string kind, int width) : base("n")
                {
                    this.kind = kind;
                    fc = kind == "wide" ? Linear(8, 2 * width) : Linear(8, width);
                    if (width > 4 && !(kind == "wide")) { }
                }
                public override Tensor forward(Tensor x) => kind != "wide" ? fc.call(x).relu() : fc.call(x);
            }
            """);

        Assert.Equal(
            [
                "0 x: input\n1 fc: linear 8 -> 2*width <- 0",
                "0 x: input\n1 fc: linear 8 -> width <- 0\n2 relu: ReLU <- 1",
            ],
            variants);
    }

    [Fact]
    public void BranchThatThrowsIsNoVariant()
    {
        Assert.Equal("0 x: input\n1 fc: linear width -> 8 <- 0", GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc;
                public Net(int width, string mode) : base("n")
                {
                    if (width <= 0) throw new ArgumentOutOfRangeException(nameof(width));
                    if (mode is null) throw new ArgumentNullException(nameof(mode));
                    fc = mode switch { "a" => Linear(width, 8), _ => throw new ArgumentException(mode) };
                }
                public override Tensor forward(Tensor x)
                {
                    if (x.shape[1] != 3) throw new ArgumentException("x");
                    return fc.call(x);
                }
            }
            """));
    }

    [Fact]
    public void ActivationChosenByNameGivesOneVariantEach()
    {
        var variants = GraphText.VariantsOf("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential net;
                public Net(string activation) : base("n")
                {
                    Module<Tensor, Tensor> Activation() => activation switch { "relu" => ReLU(), "tanh" => Tanh(), _ => GELU() };
                    net = Sequential(Linear(8, 8), Activation(), Linear(8, 8), Activation());
                }
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """);

        Assert.Equal(3, variants.Count);
        Assert.All(variants, variant => Assert.Equal(6 - 1, variant.Split('\n').Length));
    }

    [Fact]
    public void TooManyWaysAreCappedAndSaid()
    {
        var flags = string.Join(", ", Enumerable.Range(0, 6).Select(i => $"bool f{i}"));
        var layers = string.Join(" ", Enumerable.Range(0, 6).Select(i => $"if (f{i}) net.append(Tanh());"));
        var trace = GraphText.Trace($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential net = Sequential(Linear(8, 8));
                public Net({{flags}}) : base("n") { {{layers}} }
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """);

        Assert.Equal(4, trace.Variants.Count); // the first eight ways differ in three flags, and so make between three and six layers
        Assert.Equal(["there are more than 8 ways through its conditions"], trace.Unknowns);
    }

    [Fact]
    public void TrainingModeIsTaken()
    {
        Assert.Equal("0 x: input\n1 fc: linear 8 -> 8 <- 0\n2 dropout: dropout 0.5 <- 1", GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                public Net() : base("n") { }
                public override Tensor forward(Tensor x)
                {
                    x = fc.call(x);
                    if (training) x = functional.dropout(x, 0.5, training);
                    return x;
                }
            }
            """));
    }

    [Fact]
    public void OptionalInputIsLeftOut()
    {
        Assert.Equal("0 x: input\n1 fc: linear 8 -> 8 <- 0", GraphText.OfClass("""
            class Net : Module<Tensor, Tensor?, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                public Net() : base("n") { }
                public override Tensor forward(Tensor x, Tensor? mask = null) => mask is not null ? fc.call(x) * mask : fc.call(x);
            }
            """));
    }
}
