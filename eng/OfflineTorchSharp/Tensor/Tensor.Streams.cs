namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>A name for the reader's own use.</summary>
        public string? name { get; set; }

        /// <summary>Writes the elements' bytes in row-major order.</summary>
        public void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            using var dense = contiguous();
            stream.Write(dense.bytes);
        }

        /// <summary>Reads as many bytes as the elements have, in row-major order.</summary>
        public void ReadBytesFromStream(Stream stream, int bufferSize = 1024) => stream.ReadExactly(bytes);
    }
}
