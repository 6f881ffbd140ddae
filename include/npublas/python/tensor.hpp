// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Arrays of any number of dimensions as parameters and results of functions that Python calls. A
/// header of its own, as uBLAS's tensors take time to compile; include it besides
/// npublas/python.hpp in every file that mentions these types.
///
/// A parameter `tensor_view<T>` borrows the elements of the caller's ndarray for the length of the
/// call, whatever its strides; a stride of 0 (a broadcast array) is taken for const `T` only. As
/// with the other views nothing is copied, what would need a copy is refused with a TypeError that
/// says why, and as a result a view must show elements of an array among the arguments.
///
/// A parameter `ublas::tensor<T, F>`, by value or `const&`, owns its elements: it is copied from
/// any array-like, converted as for `ublas::vector`. uBLAS's tensors have two axes or more, and
/// elements: an array of one axis becomes a column, a number a 1 by 1 tensor, and an array without
/// elements an empty tensor. As a result by value a tensor's memory becomes the ndarray's, in
/// Fortran order for ublas::first_order; an empty tensor is an array of shape (0,).

#ifndef NPUBLAS_PYTHON_TENSOR_HPP
#define NPUBLAS_PYTHON_TENSOR_HPP

#include <npublas/python/numpy.hpp>

#include <npublas/python/detail/composite.hpp>
#include <npublas/python/detail/owner.hpp>
#include <npublas/python/expressions.hpp>
#include <npublas/python/fixed_size.hpp>
#include <npublas/python/views.hpp>
#include <npublas/tensor_view.hpp>

#include <vector>

namespace npublas::python::detail {

template <class T>
struct array_traits<tensor_view<T>> {
    using element = T;
    static constexpr int rank = any_rank;
    static constexpr int axis = no_axis;
    static_assert(array_layout<any_rank>::max_rank == max_tensor_rank);

    static std::string type_name() { return "tensor_view<" + element_text<T>() + ">"; }

    static tensor_view<T> make(array_layout<any_rank> const& layout, PyArrayObject*) {
        tensor_extents extents;
        tensor_strides strides;
        for (int i = 0; i < layout.rank; ++i) {
            extents.push_back(static_cast<std::size_t>(layout.extent[i]));
            strides.push_back(layout.stride[i]);
        }
        return {reinterpret_cast<T*>(layout.data), extents, strides};
    }
};

template <class T>
struct conversion<tensor_view<T>> : view_conversion<tensor_view<T>> {};

template <class T>
struct composite<tensor_view<T>> : composite<vector_view<T>> {};

template <class T, class F, class A>
struct container_traits<ublas::tensor<T, F, A>> {
    using element = T;
};

template <class C>
inline wanted_array describe_tensor() {
    constexpr auto element = element_type_of<typename C::value_type>();
    return {composite<C>::type_name(),
            container_needs(element, any_rank),
            bp::type_id<C>(),
            element,
            any_rank,
            no_axis};
}

/// By the rules of uBLAS's containers.
template <class C>
class tensor_reader {
    using T = typename C::value_type;

public:
    tensor_reader(PyObject* source, reading const& how)
        : source_(find_source(source, element_type_of<T>(), any_rank)) {
        settle<C>(source, source_, how.mode, &describe_tensor<C>);
    }

    bool convertible() const noexcept { return source_.reason == fault::none; }

    C operator()() const {
        auto* const array = as_ndarray(source_.unchanged());
        int const rank = PyArray_NDIM(array);
        std::vector<std::size_t> extents(PyArray_DIMS(array), PyArray_DIMS(array) + rank);
        if (!has_elements(rank, PyArray_DIMS(array))) return C();
        tensor_extents const shape(extents);
        extents.resize(std::max<std::size_t>(extents.size(), 2), 1);
        C tensor{ublas::shape(extents)};
        read_into(tensor_view<T>(&tensor[0], shape,
                                 npublas::detail::packed_strides<typename C::layout_type>(shape)),
                  array);
        return tensor;
    }

private:
    static void read_into(tensor_view<T> const& view, PyArrayObject* array) {
        auto const shown = elements_of(view);
        bp::object const target = numpy().show_memory(shown.element, shown.rank, shown.shape,
                                                      shown.strides, shown.data, true);
        numpy().copy(as_ndarray(target), array);
    }

    container_source source_;
};

template <class C>
struct tensor_composite {
    static constexpr bool is_known = true;
    static constexpr bool borrows = false;
    static constexpr bool uses_registry = false;
    static constexpr PyTypeObject const* (*argument_pytype)() = &array_pytype::get_pytype;
    static constexpr PyTypeObject const* (*result_pytype)() = &array_pytype::get_pytype;
    using reader = tensor_reader<C>;

    static std::string type_name() {
        using T = typename C::value_type;
        bool const last = std::is_same_v<typename C::layout_type, ublas::last_order>;
        return "tensor<" + element_text<T>() + (last ? ", last_order>" : ">");
    }

    static PyObject* show(C&& tensor, argument_range) {
        owner<C> const kept(std::move(tensor));
        auto const shown = elements_of(tensor_view(*kept));
        if (kept->empty())
            return bp::incref(numpy().new_array(shown.element, shown.rank, shown.shape).ptr());
        bp::object const array = numpy().show_memory(shown.element, shown.rank, shown.shape,
                                                     shown.strides, shown.data, true);
        kept.become_base_of(array);
        return bp::incref(array.ptr());
    }

    static PyObject* show(C const& tensor, argument_range arguments) {
        return show(C(tensor), arguments);
    }
};

/// Elements that NumPy does not have are left to Boost.Python, and so is std::vector<bool>.
template <class T, class F, class A>
struct composite<ublas::tensor<T, F, A>>
    : std::conditional_t<is_element_type<T> && !std::is_same_v<A, std::vector<bool>>,
                         tensor_composite<ublas::tensor<T, F, A>>, foreign_composite> {};

template <class E>
struct tensor_expression_result {
    static_assert(is_returnable<E>,
                  "npublas: a tensor expression can't be returned to Python, its operands would be "
                  "gone; return a tensor made from it: (a + b).as_tensor()");
    static constexpr bool uses_registry = false;
    PyObject* operator()(E const&) const { return nullptr; }
    PyTypeObject const* get_pytype() const { return nullptr; }
};

} // namespace npublas::python::detail

NPUBLAS_CONVERT((class T), npublas::tensor_view<T>)
NPUBLAS_COMPOSITE((class T, class F, class A), boost::numeric::ublas::tensor<T, F, A>)

namespace boost::python {

template <class Operation, class L, class R>
struct to_python_value<npublas::detail::tensor_binary<Operation, L, R> const&>
    : npublas::python::detail::tensor_expression_result<
          npublas::detail::tensor_binary<Operation, L, R>> {};

} // namespace boost::python

#endif
