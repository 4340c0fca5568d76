using GradGuard.Reports;

namespace GradGuard.Runtime.Tests.Reports;

public class LayerTableTests
{
    [Fact]
    public void Shows_name_norm_ratio_and_a_bar_that_is_longer_for_a_larger_norm()
    {
        var table = LayerTable.Render([new("net.fc1", "Linear", 1e-6, 1e-6), new("net.fc2", "Linear", 1, 1)], bar: '#');

        var lines = table.Split('\n');
        Assert.StartsWith("layer", lines[0]);
        Assert.Equal("net.fc1  Linear   1.00e-06   1.00e-06  ", lines[1]);
        Assert.Equal("net.fc2  Linear   1.00e+00   1.00e+00  " + new string('#', 30), lines[2]);
    }

    [Fact]
    public void A_missing_norm_is_a_dash()
    {
        Assert.Contains("fc  Linear          -          -", LayerTable.Render([new("fc", "Linear", null, null)]).Replace("fc   ", "fc"));
    }

    [Fact]
    public void Has_no_control_characters()
    {
        var table = LayerTable.Render([new("fc", "Linear", 1, 1), new("norm", "LayerNorm", 0, 0)]);

        Assert.DoesNotContain(table, character => char.IsControl(character) && character != '\n');
    }

    [Fact]
    public void A_long_path_keeps_its_end()
    {
        Assert.Contains(".attn.out_proj", LayerTable.Render([new(new string('a', 80) + ".attn.out_proj", "Linear", 1, 1)]));
    }

    [Fact]
    public void No_rows_say_so()
    {
        Assert.Equal("no layers measured yet\n", LayerTable.Render([]));
    }
}
