using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static Embedding Embedding(
            long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2,
            bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
        {
            var table = Modules.Embedding.InitialTable(num_embeddings, embedding_dims, padding_idx, device, dtype);
            return new(table, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
        }

        public static Embedding Embedding_from_pretrained(
            Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null, double norm_type = 2,
            bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            => Moved(
                new Embedding(new Parameter(embeddings.alias(), !freeze), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse),
                device, dtype);

        public static EmbeddingBag EmbeddingBag(
            long num_embeddings, long embedding_dims, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false,
            EmbeddingBagMode mode = EmbeddingBagMode.Mean, bool sparse = false, bool include_last_offset = false, long padding_index = -1,
            Device? device = null, ScalarType? dtype = null)
        {
            long? padding = padding_index >= 0 ? padding_index : null;
            var table = Modules.Embedding.InitialTable(num_embeddings, embedding_dims, padding, device, dtype);
            return new(table, max_norm, norm_type, scale_grad_by_freq, mode, sparse, include_last_offset, padding_index);
        }

        public static EmbeddingBag EmbeddingBag_from_pretrained(
            Tensor embeddings, bool freeze = true, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false,
            EmbeddingBagMode mode = EmbeddingBagMode.Mean, bool sparse = false, bool include_last_offset = false, long padding_index = -1,
            Device? device = null, ScalarType? dtype = null)
            => Moved(
                new EmbeddingBag(
                    new Parameter(embeddings.alias(), !freeze), max_norm, norm_type, scale_grad_by_freq, mode, sparse, include_last_offset,
                    padding_index),
                device, dtype);

        private static T Moved<T>(T module, Device? device, ScalarType? dtype)
            where T : Module
            => module.to(device ?? get_default_device(), dtype ?? get_default_dtype());
    }
}
