using System.Globalization;
using System.Text;
using System.Xml;
using GradGuard.Reports;

namespace GradGuard.Cli.Reporting;

/// <summary>
/// The judgement as test results in JUnit's XML: a test for each symptom that is looked for, and one for the log itself, so that a
/// clean run shows what it passed.
/// </summary>
internal static class JUnitGate
{
    public static void Write(GateResult result, TextWriter output)
    {
        var symptoms = Enum.GetValues<Symptom>();
        var failing = result.Failing.ToLookup(found => found.Finding.Symptom);
        using var text = new Utf8Text();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", $"GradGuard {PlainText.Of(result.Report.Run.ModelType)}");
            xml.WriteAttributeString("tests", Number(symptoms.Length + 1));
            xml.WriteAttributeString("failures", Number(failing.Count));
            xml.WriteAttributeString("errors", Number(result.Fault is null ? 0 : 1));
            xml.WriteAttributeString("skipped", "0");
            xml.WriteAttributeString("timestamp", result.Report.Run.Started.UtcDateTime.ToString("s", CultureInfo.InvariantCulture));
            xml.WriteAttributeString("time", "0");
            WriteLog(xml, result);
            foreach (var symptom in symptoms)
                WriteSymptom(xml, result, symptom, [.. failing[symptom]]);

            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        output.WriteLine(text);
    }

    private static void WriteLog(XmlWriter xml, GateResult result)
    {
        BeginCase(xml, result, "the run log is whole");
        if (result.Fault is { } fault)
        {
            xml.WriteStartElement("error");
            xml.WriteAttributeString("type", "incomplete");
            xml.WriteAttributeString("message", PlainText.Of(fault));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteSymptom(XmlWriter xml, GateResult result, Symptom symptom, IReadOnlyList<ReportFinding> failing)
    {
        BeginCase(xml, result, "no " + symptom.Name().Replace('_', ' '));
        if (failing.Count > 0)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", symptom.Name());
            xml.WriteAttributeString("message", PlainText.Of(failing[0].Finding.ToString()));
            xml.WriteString(string.Join('\n', failing.SelectMany(found => found.Finding.Remedies.Select(remedy => "  - " + remedy.Action).Prepend(PlainText.Of(found.Finding.ToString())))) + "\n" + failing[0].Finding.Link);
            xml.WriteEndElement();
        }

        var passing = result.Report.Findings.Where(found => found.Finding.Symptom == symptom && !result.IsFailing(found)).ToList();
        if (passing.Count > 0)
            xml.WriteElementString("system-out", string.Join('\n', passing.Select(found => PlainText.Of(found.Finding.ToString()))));

        xml.WriteEndElement();
    }

    private static void BeginCase(XmlWriter xml, GateResult result, string name)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", $"gradguard.{PlainText.Of(result.Report.Run.Model)}");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("time", "0");
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    // The declaration names the encoding of the writer, and files and consoles get UTF-8.
    private sealed class Utf8Text() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
