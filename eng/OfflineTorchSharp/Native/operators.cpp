// The C interface to libtorch's operator dispatcher, tensors, random generators and settings.

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/core/Generator.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/DefaultDtype.h>

#include <mutex>

#include "offline_torch.h"

using namespace offline_torch;

namespace {

// Mirrors TorchSharp.Dispatch.ArgumentKind.
enum class Kind : int32_t {
    Default = 0, None, Tensor, Int, Double, Bool, Complex, String, IntList, DoubleList, TensorList, Generator, Device,
};

// Mirrors TorchSharp.Dispatch.NativeValue.
struct Value {
    Kind kind;
    int32_t count;
    union {
        int64_t integer;
        double real;
        const void* pointer;
    };
    double imaginary;
};

// What an operator's schema wants at one position.
enum class Want { Tensor, Number, Int, Double, Bool, String, Device, Generator, IntList, DoubleList, BoolList, TensorList, OptionalTensorList, Other };

struct Parameter {
    Want want;
    bool optional;
    int32_t length;
    c10::optional<c10::IValue> fallback;
};

struct Operator {
    c10::OperatorHandle handle;
    std::string name;
    std::vector<Parameter> parameters;
};

thread_local std::vector<Value> pending;

Want want_of(const c10::Type& type) {
    switch (type.kind()) {
        case c10::TypeKind::TensorType: return Want::Tensor;
        case c10::TypeKind::NumberType: return Want::Number;
        case c10::TypeKind::SymIntType:
        case c10::TypeKind::IntType: return Want::Int;
        case c10::TypeKind::FloatType: return Want::Double;
        case c10::TypeKind::BoolType: return Want::Bool;
        case c10::TypeKind::StringType: return Want::String;
        case c10::TypeKind::DeviceObjType: return Want::Device;
        case c10::TypeKind::GeneratorType: return Want::Generator;
        case c10::TypeKind::ListType: {
            const auto& element = *type.expectRef<c10::ListType>().getElementType();
            switch (element.kind()) {
                case c10::TypeKind::SymIntType:
                case c10::TypeKind::IntType: return Want::IntList;
                case c10::TypeKind::FloatType: return Want::DoubleList;
                case c10::TypeKind::BoolType: return Want::BoolList;
                case c10::TypeKind::TensorType: return Want::TensorList;
                case c10::TypeKind::OptionalType: return Want::OptionalTensorList;
                default: return Want::Other;
            }
        }
        default: return Want::Other;
    }
}

[[noreturn]] void refuse(const Operator& op, size_t position, const char* why) {
    TORCH_CHECK(false, op.name, ": argument '", op.handle.schema().arguments()[position].name(), "' ", why);
}

double to_double(const Value& value) { return value.kind == Kind::Double ? value.real : static_cast<double>(value.integer); }

template <typename T, typename U>
c10::IValue list_of(const Value& value) {
    const U* items = static_cast<const U*>(value.pointer);
    c10::List<T> list;
    list.reserve(value.count);
    for (int32_t i = 0; i < value.count; i++) list.push_back(static_cast<T>(items[i]));
    return list;
}

// A single number where the schema takes a list of fixed length (int[2] stride) stands for all its entries.
template <typename T>
c10::IValue repeated(T value, int32_t length) {
    c10::List<T> list;
    for (int32_t i = 0; i < std::max(length, 1); i++) list.push_back(value);
    return list;
}

c10::IValue convert(const Operator& op, size_t position, const Value& value) {
    const Parameter& parameter = op.parameters[position];
    if (value.kind == Kind::Default || (value.kind == Kind::None && !parameter.optional)) {
        if (parameter.fallback) return *parameter.fallback;
        if (value.kind == Kind::None && parameter.want == Want::Tensor) return at::Tensor();
        refuse(op, position, "has no default value and must be given");
    }
    if (value.kind == Kind::None) return {};
    const bool integral = value.kind == Kind::Int || value.kind == Kind::Bool;
    switch (parameter.want) {
        case Want::Tensor:
            if (value.kind == Kind::Tensor) return tensor(value.pointer);
            break;
        case Want::Number:
            if (value.kind == Kind::Int) return value.integer;
            if (value.kind == Kind::Bool) return value.integer != 0;
            if (value.kind == Kind::Double) return value.real;
            if (value.kind == Kind::Complex) return c10::complex<double>(value.real, value.imaginary);
            break;
        case Want::Int:
            if (integral) return value.integer;
            break;
        case Want::Double:
            if (integral || value.kind == Kind::Double) return to_double(value);
            break;
        case Want::Bool:
            if (integral) return value.integer != 0;
            break;
        case Want::String:
            if (value.kind == Kind::String) return std::string(static_cast<const char*>(value.pointer), value.count);
            break;
        case Want::Device:
            if (value.kind == Kind::Device)
                return c10::Device(static_cast<c10::DeviceType>(value.integer), static_cast<c10::DeviceIndex>(value.count));
            break;
        case Want::Generator:
            if (value.kind == Kind::Generator) return *static_cast<const at::Generator*>(value.pointer);
            break;
        case Want::IntList:
            if (value.kind == Kind::IntList) return list_of<int64_t, int64_t>(value);
            if (integral) return repeated<int64_t>(value.integer, parameter.length);
            break;
        case Want::DoubleList:
            if (value.kind == Kind::DoubleList) return list_of<double, double>(value);
            if (integral || value.kind == Kind::Double) return repeated<double>(to_double(value), parameter.length);
            break;
        case Want::BoolList:
            if (value.kind == Kind::IntList) return list_of<bool, int64_t>(value);
            break;
        case Want::TensorList:
            if (value.kind == Kind::TensorList) {
                c10::List<at::Tensor> list;
                list.reserve(value.count);
                for (auto& item : tensors(static_cast<const void* const*>(value.pointer), value.count)) list.push_back(std::move(item));
                return list;
            }
            break;
        case Want::OptionalTensorList:
            if (value.kind == Kind::TensorList) {
                const void* const* handles = static_cast<const void* const*>(value.pointer);
                c10::List<c10::optional<at::Tensor>> list;
                for (int32_t i = 0; i < value.count; i++)
                    list.push_back(handles[i] == nullptr ? c10::nullopt : c10::optional<at::Tensor>(tensor(handles[i])));
                return list;
            }
            break;
        case Want::Other:
            break;
    }
    refuse(op, position, "cannot take a value of this kind");
}

Value of_tensor(at::Tensor value) {
    Value result{};
    result.kind = Kind::Tensor;
    result.pointer = own(std::move(value));
    return result;
}

void append(std::vector<Value>& results, const c10::IValue& value) {
    Value result{};
    if (value.isTensor()) {
        result = of_tensor(value.toTensor());
    } else if (value.isTensorList()) {
        for (const at::Tensor& item : value.toTensorVector()) results.push_back(of_tensor(item));
        return;
    } else if (value.isInt()) {
        result.kind = Kind::Int;
        result.integer = value.toInt();
    } else if (value.isBool()) {
        result.kind = Kind::Bool;
        result.integer = value.toBool();
    } else if (value.isDouble()) {
        result.kind = Kind::Double;
        result.real = value.toDouble();
    } else if (value.isComplexDouble()) {
        result.kind = Kind::Complex;
        result.real = value.toComplexDouble().real();
        result.imaginary = value.toComplexDouble().imag();
    } else {
        TORCH_CHECK(false, "an operator returned a value of an unsupported type: ", value.tagKind());
    }
    results.push_back(result);
}

// Hands results over: what does not fit waits in `pending` for ots_take.
int32_t hand_over(std::vector<Value>&& results, Value* target, int32_t capacity) {
    const int32_t count = static_cast<int32_t>(results.size());
    if (count <= capacity)
        std::copy(results.begin(), results.end(), target);
    else
        pending = std::move(results);
    return count;
}

}  // namespace

std::string& offline_torch::last_error() {
    thread_local std::string message;
    return message;
}

extern "C" {

const char* ots_last_error() { return last_error().c_str(); }

// Finds an operator once; the handle lives as long as the process.
int32_t ots_find(const char* name, const char* overload, void** result) {
    return guarded([&] {
        const auto found = c10::Dispatcher::singleton().findSchema({std::string("aten::") + name, overload});
        TORCH_CHECK(found.has_value(), "libtorch has no operator aten::", name, *overload ? "." : "", overload);
        auto op = std::make_unique<Operator>(Operator{*found, std::string(name), {}});
        for (const c10::Argument& argument : found->schema().arguments()) {
            auto type = argument.type();
            const bool optional = type->kind() == c10::TypeKind::OptionalType;
            if (optional) type = type->expectRef<c10::OptionalType>().getElementType();
            op->parameters.push_back({want_of(*type), optional, argument.N().value_or(0), argument.default_value()});
        }
        *result = op.release();
        return 0;
    });
}

// Calls an operator with positional arguments; trailing ones are filled from the schema. Returns the number of results.
// With no room for results (capacity 0) they are dropped, which is what in-place operators want.
int32_t ots_call(const Operator* op, const Value* arguments, int32_t count, Value* results, int32_t capacity) {
    return guarded([&] {
        const size_t wanted = op->parameters.size();
        TORCH_CHECK(static_cast<size_t>(count) <= wanted, op->name, " takes ", wanted, " arguments, not ", count);
        static const Value missing{};
        torch::jit::Stack stack;
        stack.reserve(wanted);
        for (size_t i = 0; i < wanted; i++)
            stack.push_back(convert(*op, i, i < static_cast<size_t>(count) ? arguments[i] : missing));
        op->handle.callBoxed(stack);
        if (capacity == 0) return 0;
        if (stack.size() == 1 && stack[0].isTensor()) {
            results[0] = of_tensor(std::move(stack[0]).toTensor());
            return 1;
        }
        std::vector<Value> values;
        for (const c10::IValue& value : stack) append(values, value);
        return hand_over(std::move(values), results, capacity);
    });
}

void ots_take(Value* target) {
    std::copy(pending.begin(), pending.end(), target);
    pending.clear();
}

// Tensors ----------------------------------------------------------------------------------------------------------

void ots_tensor_free(at::Tensor* handle) { delete handle; }
void* ots_tensor_alias(const void* handle) { return new at::Tensor(tensor(handle)); }
int64_t ots_tensor_dim(const void* handle) { return tensor(handle).dim(); }
int64_t ots_tensor_numel(const void* handle) { return tensor(handle).numel(); }
int32_t ots_tensor_dtype(const void* handle) { return static_cast<int32_t>(tensor(handle).scalar_type()); }
int32_t ots_tensor_device_type(const void* handle) { return static_cast<int32_t>(tensor(handle).device().type()); }
int32_t ots_tensor_device_index(const void* handle) { return tensor(handle).device().index(); }
int32_t ots_tensor_is_sparse(const void* handle) { return tensor(handle).is_sparse(); }
int32_t ots_tensor_requires_grad(const void* handle) { return tensor(handle).requires_grad(); }
int32_t ots_tensor_is_leaf(const void* handle) { return tensor(handle).is_leaf(); }

// Bits that do not change what the memory means, but how it must be read: 1 conjugated, 2 negated.
int32_t ots_tensor_view_bits(const void* handle) { return (tensor(handle).is_conj() ? 1 : 0) | (tensor(handle).is_neg() ? 2 : 0); }

int32_t ots_tensor_sizes(const void* handle, int64_t* target) {
    return guarded([&] {
        const auto sizes = tensor(handle).sizes();
        std::copy(sizes.begin(), sizes.end(), target);
        return 0;
    });
}

int32_t ots_tensor_strides(const void* handle, int64_t* target) {
    return guarded([&] {
        const auto strides = tensor(handle).strides();
        std::copy(strides.begin(), strides.end(), target);
        return 0;
    });
}

int32_t ots_tensor_is_contiguous(const void* handle) {
    return guarded([&] { return tensor(handle).is_contiguous() ? 1 : 0; });
}

int32_t ots_tensor_storage_offset(const void* handle, int64_t* result) {
    return guarded([&] {
        *result = tensor(handle).storage_offset();
        return 0;
    });
}

int32_t ots_tensor_data(const void* handle, void** result) {
    return guarded([&] {
        *result = tensor(handle).data_ptr();
        return 0;
    });
}

int32_t ots_tensor_storage(const void* handle, void** data, int64_t* bytes) {
    return guarded([&] {
        const auto& storage = tensor(handle).storage();
        *data = storage.data();
        *bytes = static_cast<int64_t>(storage.nbytes());
        return 0;
    });
}

// Random numbers and settings ----------------------------------------------------------------------------------------

void* ots_generator_default() { return new at::Generator(at::detail::getDefaultCPUGenerator()); }
void* ots_generator_new(uint64_t seed) { return new at::Generator(at::detail::createCPUGenerator(seed)); }
void ots_generator_free(at::Generator* handle) { delete handle; }

void ots_generator_set_seed(at::Generator* handle, uint64_t seed) {
    std::lock_guard<std::mutex> lock(handle->mutex());
    handle->set_current_seed(seed);
}

uint64_t ots_generator_reseed(at::Generator* handle) {
    std::lock_guard<std::mutex> lock(handle->mutex());
    return handle->seed();
}

uint64_t ots_generator_seed(at::Generator* handle) {
    std::lock_guard<std::mutex> lock(handle->mutex());
    return handle->current_seed();
}

int32_t ots_generator_state(at::Generator* handle, void** result) {
    return guarded([&] {
        std::lock_guard<std::mutex> lock(handle->mutex());
        *result = own(handle->get_state());
        return 0;
    });
}

int32_t ots_generator_set_state(at::Generator* handle, const void* state) {
    return guarded([&] {
        std::lock_guard<std::mutex> lock(handle->mutex());
        handle->set_state(tensor(state));
        return 0;
    });
}

int32_t ots_default_dtype() { return static_cast<int32_t>(c10::get_default_dtype_as_scalartype()); }

int32_t ots_set_default_dtype(int32_t dtype) {
    return guarded([&] {
        c10::set_default_dtype(c10::scalarTypeToTypeMeta(static_cast<c10::ScalarType>(dtype)));
        return 0;
    });
}

int32_t ots_threads() { return at::get_num_threads(); }
int32_t ots_interop_threads() { return at::get_num_interop_threads(); }

int32_t ots_set_threads(int32_t count) {
    return guarded([&] {
        at::set_num_threads(count);
        return 0;
    });
}

int32_t ots_set_interop_threads(int32_t count) {
    return guarded([&] {
        at::set_num_interop_threads(count);
        return 0;
    });
}
}
