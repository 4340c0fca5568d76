using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public ScalarType dtype => (ScalarType)Native.ots_tensor_dtype(Handle);
        public DeviceType device_type => (DeviceType)Native.ots_tensor_device_type(Handle);
        public int device_index => Native.ots_tensor_device_index(Handle);

        public Device device => device_type == DeviceType.CPU ? CPU : new Device(device_type, device_index);

        public long Dimensions => Native.ots_tensor_dim(Handle);
        public long ndim => Dimensions;
        public long dim() => Dimensions;

        public long NumberOfElements => Native.ots_tensor_numel(Handle);
        public long numel() => NumberOfElements;

        public long ElementSize => dtype.ElementSize();
        public long element_size() => ElementSize;

        public long[] shape
        {
            get
            {
                var sizes = new long[Dimensions];
                unsafe
                {
                    fixed (long* target = sizes)
                        Native.Check(Native.ots_tensor_sizes(Handle, target));
                }
                return sizes;
            }
        }

        public long[] size() => shape;

        public long size(int dim) => shape[WrapDimension(dim)];

        public long[] stride()
        {
            var strides = new long[Dimensions];
            unsafe
            {
                fixed (long* target = strides)
                    Native.Check(Native.ots_tensor_strides(Handle, target));
            }
            return strides;
        }

        public long stride(int dim) => stride()[WrapDimension(dim)];

        public long storage_offset()
        {
            Native.Check(Native.ots_tensor_storage_offset(Handle, out var offset));
            return offset;
        }

        public bool is_contiguous() => Native.Check(Native.ots_tensor_is_contiguous(Handle)) != 0;
        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_cuda => device_type == DeviceType.CUDA;
        public bool is_meta => device_type == DeviceType.META;
        public bool is_sparse => Native.ots_tensor_is_sparse(Handle) != 0;
        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_complex() => torch.is_complex(dtype);
        public bool is_integral() => torch.is_integral(dtype);
        public bool is_conj() => (Native.ots_tensor_view_bits(Handle) & 1) != 0;
        public bool is_neg() => (Native.ots_tensor_view_bits(Handle) & 2) != 0;
        public bool is_pinned() => false;
        public bool is_nonzero() => Aten.CallBool("is_nonzero", this);

        private long WrapDimension(long dim) => dim < 0 ? dim + Dimensions : dim;
    }
}
