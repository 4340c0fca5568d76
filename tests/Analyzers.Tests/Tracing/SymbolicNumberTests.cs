using GradGuard.Analyzers.Tracing;

namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Whole numbers that only a run knows.</summary>
public sealed class SymbolicNumberTests
{
    private static readonly AbstractValue Depth = SymbolicNumber.Named("depth");

    [Fact]
    public void One_form_stands_for_one_polynomial()
    {
        var next = SymbolicNumber.Add(Depth, ConstantValue.Integer(1));

        Assert.Equal("depth", SymbolicNumber.Subtract(next, ConstantValue.Integer(1)).Name);
        Assert.Equal(1, SymbolicNumber.Difference(next, Depth));
    }

    public static TheoryData<string> Operations => ["Add", "Subtract", "Multiply", "Divide"];

    [Theory]
    [MemberData(nameof(Operations))]
    public void What_is_computed_of_anything_else_is_unknown(string operation)
    {
        AbstractValue[] others = [new UnknownValue("a number"), ConstantValue.Of("three"), ConstantValue.Of(0.5), new ListValue([])];

        Assert.All(others, other =>
        {
            Assert.IsType<UnknownValue>(Computed(Depth, other));
            Assert.IsType<UnknownValue>(Computed(other, Depth));
        });

        AbstractValue Computed(AbstractValue left, AbstractValue right) => operation switch
        {
            "Add" => SymbolicNumber.Add(left, right),
            "Subtract" => SymbolicNumber.Subtract(left, right),
            "Multiply" => SymbolicNumber.Multiply(left, right),
            _ => SymbolicNumber.Divide(left, right),
        };
    }
}
