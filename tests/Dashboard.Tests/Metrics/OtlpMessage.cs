using System.Buffers.Binary;
using System.Text;

namespace GradGuard.Dashboard.Tests.Metrics;

/// <summary>Reads what the tests need of OTLP's ExportMetricsServiceRequest (opentelemetry-proto, metrics.proto) off the wire.</summary>
internal static class OtlpMessage
{
    /// <summary>The points of a gauge: attributes that are text, and the value.</summary>
    public static IEnumerable<(IReadOnlyDictionary<string, string> Attributes, double Value)> GaugesOf(byte[] request, string name) =>
        from resource in Messages(request, 1)
        from scope in Messages(resource, 2)
        from metric in Messages(scope, 2)
        where Text(metric, 1) == name
        from gauge in Messages(metric, 5)
        from point in Messages(gauge, 1)
        select ((IReadOnlyDictionary<string, string>)Messages(point, 7).ToDictionary(attribute => Text(attribute, 1), attribute => Messages(attribute, 2).Select(value => Text(value, 1)).First()),
            BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(Fields(point).Single(field => field.Number == 4).Content)));

    private static IEnumerable<byte[]> Messages(byte[] message, int number) => Fields(message).Where(field => field.Number == number).Select(field => field.Content);

    private static string Text(byte[] message, int number) => Encoding.UTF8.GetString(Messages(message, number).FirstOrDefault() ?? []);

    private static List<(int Number, byte[] Content)> Fields(byte[] message)
    {
        var fields = new List<(int, byte[])>();
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            var start = at;
            var length = (key & 7) switch
            {
                0 => SkipVarint(message, ref at),
                1 => 8,
                2 => (int)Varint(message, ref at),
                5 => 4,
                _ => throw new FormatException($"wire type {key & 7}"),
            };
            if ((key & 7) is 0)
                fields.Add(((int)(key >> 3), message[start..at]));
            else
            {
                fields.Add(((int)(key >> 3), message[at..(at + length)]));
                at += length;
            }
        }

        return fields;
    }

    private static int SkipVarint(byte[] message, ref int at)
    {
        Varint(message, ref at);
        return 0;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
