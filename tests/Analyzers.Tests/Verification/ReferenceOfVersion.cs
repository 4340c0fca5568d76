using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Verification;

/// <summary>The same assembly under another version: a row of the Assembly table is the hash algorithm (4 bytes), then four numbers of 2 bytes (ECMA-335, II.22.2).</summary>
internal static class ReferenceOfVersion
{
    private const int SizeOfHashAlgorithm = sizeof(uint);

    public static MetadataReference Of(MetadataReference reference, Version version)
    {
        var image = File.ReadAllBytes(((PortableExecutableReference)reference).FilePath!);
        using var portable = new PEReader(new MemoryStream(image));
        var row = portable.PEHeaders.MetadataStartOffset + portable.GetMetadataReader().GetTableMetadataOffset(TableIndex.Assembly);

        foreach (var (number, i) in new[] { version.Major, version.Minor, version.Build, version.Revision }.Select((number, i) => (number, i)))
            BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(row + SizeOfHashAlgorithm + (i * sizeof(ushort))), checked((ushort)number));
        return MetadataReference.CreateFromImage(image);
    }
}
