using System.Xml;
using System.Xml.Linq;
using GradGuard.Reports;

namespace GradGuard.Runtime.Tests.Reports.Html;

public class ReportPageTests
{
    private const string Hostile = "</title></style><script>alert(1)</script><img src=x onerror='alert(1)'>\"&";

    [Fact]
    public void The_page_is_well_formed_whatever_the_run_was()
    {
        Assert.All(Runs(), report => Assert.Equal("html", Page(report).Root!.Name.LocalName));
    }

    [Fact]
    public void Hostile_names_are_text()
    {
        var report = Logs.Report(
            [new(Hostile, -1, [new(Hostile, "Linear", -1)])],
            [Logs.RunOf(Hostile, [Hostile, "b"]), Logs.Step(1, 1, 1, 1), Logs.Finding(1, "dead_units", "error", Hostile, message: Hostile), Logs.End]);

        var page = Page(report);

        Assert.Empty(page.Descendants("script").Concat(page.Descendants("img")));
        Assert.Contains(page.Descendants("bdi"), name => name.Value == Hostile);
        Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_asks_for_nothing_and_may_not()
    {
        var page = Page(Sick());

        Assert.Contains(page.Descendants("meta"), meta => (string?)meta.Attribute("content") == "default-src 'none'; style-src 'unsafe-inline'");
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "link" or "img" or "iframe" or "object" or "image" or "use");
        Assert.DoesNotContain("url(", page.Descendants("style").Single().Value);
        Assert.DoesNotContain("@import", page.Descendants("style").Single().Value);
        Assert.All(page.Descendants("a"), link => Assert.True(((string)link.Attribute("href")!).StartsWith("https://", StringComparison.Ordinal) || ((string)link.Attribute("href")!).StartsWith('#')));
    }

    [Fact]
    public void Every_figure_has_a_heading_a_description_and_its_numbers_in_a_table()
    {
        var page = Page(Sick());

        var sections = page.Descendants("section").ToList();
        Assert.Equal(["findings", "depth", "time", "prediction", "loss", "norm", "updates", "activations", "deep", "cost"], sections.Select(section => (string)section.Attribute("id")!));
        Assert.All(sections, section => Assert.Single(section.Elements("h2"), heading => (string)heading.Attribute("id")! == (string)section.Attribute("aria-labelledby")!));
        Assert.All(page.Descendants("svg"), drawing => Assert.True(((string)drawing.Attribute("aria-label")!).Length > 20));
        Assert.All(
            sections.Where(section => (string)section.Attribute("id")! is "depth" or "prediction" or "loss" or "norm" or "activations" or "deep" or "cost"),
            section => Assert.NotEmpty(section.Descendants("table")));
        Assert.All(page.Descendants("table"), table => Assert.Equal("0", (string)table.Parent!.Attribute("tabindex")!));
        var regions = page.Descendants("div").Where(region => (string?)region.Attribute("role") == "region").Select(region => (string)region.Attribute("aria-label")!).ToList();
        Assert.Equal(regions.Distinct(), regions);
    }

    [Fact]
    public void No_id_is_given_twice()
    {
        var ids = Page(Sick()).Descendants().Attributes("id").Select(id => id.Value).ToList();

        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public void Findings_of_a_symptom_stand_together_with_its_remedies_and_links()
    {
        var page = Page(Logs.Report(
            [Logs.Run("fc1", "fc2"), Logs.Step(1, 1, 1, 1), .. Enumerable.Range(2, 12).Select(step => Logs.Finding(step, "gradient_spike", "warning", "")), Logs.End]));

        var article = Assert.Single(page.Descendants("article"));
        Assert.Equal(8, article.Element("ul")!.Elements("li").Count());
        Assert.Contains("And 4 more", article.Value);
        Assert.Contains(article.Descendants("a"), link => ((string)link.Attribute("href")!).EndsWith("symptoms/gradient-spike.md", StringComparison.Ordinal));
        Assert.Contains(article.Descendants("a"), link => link.Value == "GG0401");
    }

    [Fact]
    public void A_healthy_run_says_so_and_has_no_findings()
    {
        var page = Page(Logs.Report(Logs.Run("fc1", "fc2"), Logs.Step(1, 1, 1, 1), Logs.Step(2, 1, 1, 1), Logs.End));

        Assert.Contains(page.Descendants("p"), verdict => verdict.Value == "Healthy: nothing was found.");
        Assert.DoesNotContain(page.Descendants("section"), section => (string)section.Attribute("id")! == "findings");
    }

    [Fact]
    public void Dead_units_and_saturated_outputs_have_a_map_each_and_a_table()
    {
        var section = Page(Sick()).Descendants("section").Single(section => (string)section.Attribute("id")! == "activations");

        Assert.Contains("At step 4, the latest that measured it, act2 has the largest share: 100 % of its units are dead.", section.Value);
        Assert.Equal(["Dead units", "Saturated outputs"], section.Elements("h3").Select(heading => heading.Value));
        Assert.Equal(["act1", "act2", "act1"], section.Descendants("div").Where(rows => (string?)rows.Attribute("class") == "rows").SelectMany(rows => rows.Descendants("bdi")).Select(name => name.Value));
        Assert.Equal(["act1", "ReLU", "4", "50 %", "50 %", "25 %", "25 %", "–", "−0.5", "1"], section.Descendants("tr").ElementAt(1).Elements().Select(cell => cell.Value));
    }

    [Fact]
    public void What_was_measured_on_demand_is_told_with_its_course()
    {
        var section = Page(Sick()).Descendants("section").Single(section => (string)section.Attribute("id")! == "deep");

        Assert.StartsWith("After step 5 the gradient noise scale was 1,000 samples", section.Element("p")!.Value);
        Assert.Contains("top Hessian eigenvalue was 4: plain gradient descent is unstable above a learning rate of 0.5.", section.Element("p")!.Value);
        Assert.Contains("Over 100 steps up to step 5 the norms of fc1 and fc2 varied together most (correlation −0.25).", section.Element("p")!.Value);
        Assert.Equal(3, section.Descendants("svg").Count());
        Assert.Equal(["4", "100", "2", "200", "8", "4"], section.Descendants("tbody").First().Elements().First().Elements().Select(cell => cell.Value));
    }

    [Fact]
    public void The_median_of_the_first_layer_over_the_last_is_told()
    {
        var page = Page(Sick());

        Assert.Contains(page.Descendants("dd"), figure => figure.Value == "1.0e−9");
    }

    private static IEnumerable<GradientReport> Runs() =>
    [
        Sick(),
        Logs.Report(Logs.Run("fc1")),
        Logs.Report(Logs.Run()),
        Logs.Report(Logs.Run("fc1"), Logs.Step(1, double.NaN, double.NaN)),
        Logs.Report(Logs.Run("fc1"), Logs.Step(1, 0, 0), Logs.End),
        Logs.Report(Logs.Run("fc1"), Logs.Activations(1, (Hostile, 0.5, null)), Logs.Activations(700_000, ("act", null, 0), (Hostile, 0, 1))),
        Logs.Report(Logs.Run("fc1"), Logs.Deep(2, 1e300, Hostile, Hostile), Logs.Deep(3, double.NaN), Logs.Deep(4, -1)),
        Logs.Report(Logs.Run("fc1"), Logs.Step(1, -3, 1), Logs.Step(900_000_000_000_000_000, -5, 1e300)),
        Logs.Report(Logs.Run("fc1"), Logs.Step(5, 1e-300, 1e-300), Logs.Run("fc1", "fc2"), Logs.Step(6, 1e300, 1, 1)),
        Logs.Report(Logs.Run(Enumerable.Range(0, 2000).Select(i => $"layer{i}")), Logs.Step(1, 1, [.. Enumerable.Range(0, 2000).Select(i => i * 1e-3)])),
        Logs.Report([Logs.Run("fc1"), .. Enumerable.Range(1, 700).Select(step => Logs.Step(step, step, step % 100 == 0 ? double.NaN : step)), .. Enumerable.Range(1, 60).Select(i => Logs.Finding(700, "dead_units", "info", $"unit{i}"))]),
    ];

    private static GradientReport Sick() => Logs.Report(
        [new("Users.Net", -2, [new("fc1", "Linear", -2), new("fc2", "Linear", 0)])],
        [Logs.Run("fc1", "fc2"), Logs.Step(1, 3, 1e-9, 1), Logs.Step(2, 2, 1e-9, 1), Logs.Step(3, double.NaN, 1e-9, double.NaN), Logs.Activations(4, ("act1", 0.5, 0.25), ("act2", 1, null)), Logs.Deep(5, 100), Logs.Deep(6, 1000), Logs.Finding(2, "vanishing_gradient", "warning", "fc1"), Logs.Finding(3, "non_finite_gradient", "error", "fc2"), Logs.End]);

    private static XDocument Page(GradientReport report)
    {
        using var page = new StringWriter();
        report.WriteHtml(page);
        using var reader = XmlReader.Create(new StringReader(page.ToString()), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }
}
