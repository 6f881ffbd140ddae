// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// A matrix that several programs see, each in C++ or in Python (`npublas.shared.shared_matrix`):
///
///     auto m = npublas::shared_matrix<double>::create("positions", 5, 10);
///     { auto w = m.write(); w.view()(0, 0) = 1; } // published at the end of the scope
///
///     auto m = npublas::shared_matrix<double>::open("positions", std::chrono::seconds(5));
///     while (m.wait()) use(m.lease().view());     // in another program
///
/// One handle writes, up to `readers` leases look on, and any number wait. The writer never waits
/// for readers; a reader sees one update, whole. Processes may be killed at any moment. A name is a
/// segment in memory (/dev/shm); a std::filesystem::path is a memory-mapped file, whose content
/// survives the processes. npublas/shared/segment.hpp says more: rights, forks, threads.
///
/// All exceptions are those of npublas/shared/error.hpp. A view is of row-major elements, borrowed
/// from the segment: it ends with the guard that gave it out, and the guard must end before `close`
/// and before the handle moves.

#ifndef NPUBLAS_SHARED_MATRIX_HPP
#define NPUBLAS_SHARED_MATRIX_HPP

#include <npublas/detail/shape_text.hpp>
#include <npublas/matrix_view.hpp>
#include <npublas/overwrite.hpp>
#include <npublas/shared/segment.hpp>

#include <boost/numeric/ublas/matrix.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace npublas {

template <class T>
class shared_matrix {
    static_assert(is_element_type<T> && !std::is_const_v<T>,
                  "npublas: a shared_matrix has elements of a type that npublas knows, not const; "
                  "who only reads takes `lease`");

public:
    using value_type = T;
    using timeout_type = std::optional<std::chrono::nanoseconds>;

    class writing;
    class lease_type;
    class turn_type;

    /// A new matrix of zeros. What had the name and is not in use is replaced; one in use throws
    /// shared::exists. Throws std::invalid_argument, shared::no_rights, shared::no_space. There are
    /// `readers` + 2 copies of the elements, all reserved at once.
    static shared_matrix create(shared::place const& where, std::size_t rows, std::size_t columns,
                                unsigned readers = 4, unsigned mode = 0600) {
        auto const d = shared::describe(element_type_of<T>(), {rows, columns});
        return shared_matrix(shared::segment::create(where, d, {readers, mode}));
    }

    /// A matrix that is there; with a time-out, waits for it and throws shared::timed_out. Throws
    /// shared::not_found, shared::malformed, shared::no_rights, and std::invalid_argument if the
    /// array has other elements than T or other than two dimensions.
    static shared_matrix open(shared::place const& where,
                              std::chrono::nanoseconds timeout = std::chrono::nanoseconds(0)) {
        shared::segment segment = shared::segment::open(where, timeout);
        require_matrix(where, segment.shape_and_type());
        return shared_matrix(std::move(segment));
    }

    std::size_t size1() const { return segment_.shape_and_type().shape[0]; }
    std::size_t size2() const { return segment_.shape_and_type().shape[1]; }

    /// The number of updates so far.
    std::uint64_t sequence() const { return segment_.sequence(); }

    /// The next update, beginning with a copy of the newest content. Throws shared::busy if there
    /// is another writer.
    [[nodiscard]] writing write() { return writing(segment_, true); }

    /// The next update, beginning with any content.
    [[nodiscard]] writing write(overwrite_t) { return writing(segment_, false); }

    /// Makes an expression the newest content, evaluated straight into the segment. Throws
    /// ublas::bad_size, and publishes nothing, if it has another size.
    template <class E>
    void publish(ublas::matrix_expression<E> const& expression) {
        writing next = write(overwrite);
        auto view = next.view();
        view.assign(expression());
    }

    /// A copy of the newest content.
    ublas::matrix<T> read() {
        ublas::matrix<T> copy;
        read(copy);
        return copy;
    }

    /// The same into a matrix, whose memory is used again if it has the size: a new one of some
    /// megabytes takes as long to get from the system as to copy.
    void read(ublas::matrix<T>& copy) {
        if (copy.size1() != size1() || copy.size2() != size2())
            copy.resize(size1(), size2(), false);
        segment_.read(copy.size1() * copy.size2() == 0 ? nullptr : &copy.data()[0]);
    }

    /// The newest content where it lies; it does not change while the lease is held. Throws
    /// shared::busy if `readers` leases are held, in all processes.
    [[nodiscard]] lease_type lease() { return lease_type(segment_); }

    /// True at once if there is an update newer than the last this handle has read, leased or
    /// waited for; sleeps otherwise, until there is one or the time-out passes: then false.
    bool wait(timeout_type timeout = std::nullopt) { return segment_.wait(timeout); }

    /// Waits for this side's turn: creator and one opener work in turn on the same elements, in
    /// place; the creator begins. The turn passes at the end of the scope, by an exception as well.
    /// Throws shared::peer_died, shared::timed_out, shared::busy.
    [[nodiscard]] turn_type turn(timeout_type timeout = std::nullopt) {
        return turn_type(segment_, timeout);
    }

    /// Returns when a file's content is on the disk.
    void flush() { segment_.flush(); }

    /// Ends this handle; its places are free for others. The matrix stays.
    void close() noexcept { segment_.close(); }

    /// Removes the name, before or after `close`; who has the matrix open keeps it.
    void unlink() { segment_.unlink(); }

private:
    explicit shared_matrix(shared::segment&& segment) : segment_(std::move(segment)) {}

    static void require_matrix(shared::place const& where, shared::description const& d) {
        if (d.element != element_type_of<T>())
            throw std::invalid_argument(where.path() + " has elements of type " + name(d.element) +
                                        ", not " + name(element_type_of<T>()));
        if (d.dimensions != 2)
            throw std::invalid_argument(
                where.path() + " has shape " +
                detail::shape_text(d.shape, static_cast<std::size_t>(d.dimensions)) +
                "; a matrix has 2 dimensions (shared::segment opens all)");
    }

    template <class U>
    static matrix_view<U> view_of(shared::segment const& segment, U* elements) {
        auto const& d = segment.shape_and_type();
        return matrix_view<U>(elements, d.shape[0], d.shape[1]);
    }

    shared::segment segment_;
};

/// An update being written, published when it ends; not if an exception ends it, the handle was
/// closed or this is a forked child.
template <class T>
class shared_matrix<T>::writing {
public:
    writing(writing const&) = delete;
    writing& operator=(writing const&) = delete;
    ~writing() noexcept(false) {
        if (!segment_.is_usable()) return;
        if (std::uncaught_exceptions() > exceptions_)
            segment_.abandon();
        else
            segment_.publish();
    }

    matrix_view<T> view() const { return view_of(segment_, elements_); }

private:
    friend class shared_matrix;
    writing(shared::segment& segment, bool copy_newest_forward)
        : segment_(segment), elements_(static_cast<T*>(segment.begin_write(copy_newest_forward))) {}

    shared::segment& segment_;
    T* elements_;
    int exceptions_ = std::uncaught_exceptions();
};

/// One update, kept as it is.
template <class T>
class shared_matrix<T>::lease_type {
public:
    lease_type(lease_type const&) = delete;
    lease_type& operator=(lease_type const&) = delete;
    ~lease_type() { segment_.release(leased_); }

    matrix_view<const T> view() const {
        return view_of(segment_, static_cast<T const*>(leased_.elements));
    }
    std::uint64_t sequence() const noexcept { return leased_.sequence; }

private:
    friend class shared_matrix;
    explicit lease_type(shared::segment& segment) : segment_(segment), leased_(segment.lease()) {}

    shared::segment& segment_;
    shared::segment::leased leased_;
};

/// A turn of a hand-over, passed on when it ends.
template <class T>
class shared_matrix<T>::turn_type {
public:
    turn_type(turn_type const&) = delete;
    turn_type& operator=(turn_type const&) = delete;
    ~turn_type() noexcept(false) {
        if (segment_.is_usable()) segment_.end_turn();
    }

    matrix_view<T> view() const { return view_of(segment_, elements_); }

private:
    friend class shared_matrix;
    turn_type(shared::segment& segment, timeout_type timeout)
        : segment_(segment), elements_(static_cast<T*>(segment.begin_turn(timeout))) {}

    shared::segment& segment_;
    T* elements_;
};

} // namespace npublas

#endif
