// What the two halves of the C interface share. Tensors cross as opaque handles (owned `at::Tensor*`); a function that can
// fail returns a negative number and leaves libtorch's message with ots_last_error.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <utility>
#include <vector>

namespace offline_torch {

std::string& last_error();

template <typename F>
int32_t guarded(F&& body) noexcept {
    try {
        return body();
    } catch (const c10::Error& error) {
        last_error() = error.what_without_backtrace();
    } catch (const std::exception& error) {
        last_error() = error.what();
    } catch (...) {
        last_error() = "libtorch threw an exception of an unknown type";
    }
    return -1;
}

inline const at::Tensor& tensor(const void* handle) { return *static_cast<const at::Tensor*>(handle); }

inline at::Tensor optional_tensor(const void* handle) { return handle == nullptr ? at::Tensor() : tensor(handle); }

inline void* own(at::Tensor value) { return value.defined() ? new at::Tensor(std::move(value)) : nullptr; }

inline std::vector<at::Tensor> tensors(const void* const* handles, int32_t count) {
    std::vector<at::Tensor> list;
    list.reserve(count);
    for (int32_t i = 0; i < count; i++) list.push_back(optional_tensor(handles[i]));
    return list;
}

}  // namespace offline_torch
