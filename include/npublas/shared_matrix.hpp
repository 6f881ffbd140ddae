// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// A matrix shared by processes, many updates a second: one writes, others read, in C++ or Python
/// (npublas.shared). No Python is needed, and no link flag but -pthread.
///
///     auto m = npublas::shared_matrix<double>::create("picture", 480, 640);     // one program
///     { auto w = m.write(); w.view()(0, 0) = 1; }                               // an update
///
///     auto m = npublas::shared_matrix<double>::open("picture", std::chrono::seconds(5)); //
///     another while (m.wait(std::chrono::seconds(1))) draw(m.lease().view());
///
/// **Updates.** A reader sees the last update as a whole or the one before it, never a mixture, and
/// never an older one than it has seen. The writer never waits for readers, readers never wait for
/// the writer, and a process that is killed at any moment harms nobody. This takes the memory of
/// readers + 2 matrices.
///
/// **Turns.** Two programs work on the same elements in turn, without any copy: `turn`. A segment
/// is used for updates or for turns.
///
/// **Places.** The first write takes the writer's place, each lease held at a time (`read` holds
/// one for a moment) a reader's place; a handle keeps them until `close()` or its end. The kernel
/// frees those of a process that dies.
///
/// **Rights.** Readers, too, need the right to read and to write: they enter what they hold.
///
/// **Names.** A name without a slash is a file in /dev/shm, in memory; a std::filesystem::path is
/// itself, and then its content outlives the processes. Until `unlink()` the memory stays taken,
/// also when all processes are gone: `shared::stale()` lists those.
///
/// A handle is for one thread; open one for each. A forked child must open its own. All processes
/// have to run on one machine. Elements have the types of element_type.hpp; rows are contiguous.
///
/// Errors are those of npublas/shared/error.hpp and std::invalid_argument, as each function says; a
/// closed handle throws std::logic_error. If somebody truncates the file of a mapped matrix, the
/// kernel ends with SIGBUS who touches it.

#ifndef NPUBLAS_SHARED_MATRIX_HPP
#define NPUBLAS_SHARED_MATRIX_HPP

#include <npublas/matrix_view.hpp>
#include <npublas/overwrite.hpp>
#include <npublas/shared/segment.hpp>

#include <exception>

namespace npublas {

/// A handle to a shared matrix of `T`. Movable; its blocks (`write()`, `lease()`, `turn()`) refer
/// to it and must end before it is moved or destroyed.
template <class T>
class shared_matrix {
    static_assert(is_element_type<T> && !std::is_const_v<T>);
    using segment = shared::segment;

public:
    using timeout = segment::timeout; ///< std::nullopt: without limit

    /// An update being written. It is published at the end of the scope, unless an exception ends
    /// the scope or `abandon` was called.
    class update {
    public:
        update(update&& other) noexcept
            : segment_(std::exchange(other.segment_, nullptr)), view_(other.view_),
              exceptions_(other.exceptions_) {}
        update& operator=(update&&) = delete;
        ~update() {
            if (!segment_) return;
            bool const failed = std::uncaught_exceptions() > exceptions_;
            end([&] { failed ? segment_->abandon() : segment_->publish(); });
        }
        matrix_view<T> view() const { return view_; }
        void abandon() noexcept { std::exchange(segment_, nullptr)->abandon(); }

    private:
        friend shared_matrix;
        update(segment& of, matrix_view<T> view) : segment_(&of), view_(view) {}

        segment* segment_;
        matrix_view<T> view_;
        int exceptions_ = std::uncaught_exceptions();
    };

    /// One update, which stays as it is until the end of the scope.
    class lease_type {
    public:
        lease_type(lease_type&& other) noexcept
            : segment_(std::exchange(other.segment_, nullptr)), lease_(other.lease_),
              view_(other.view_) {}
        lease_type& operator=(lease_type&&) = delete;
        ~lease_type() {
            if (segment_) segment_->release(lease_);
        }
        matrix_view<const T> view() const { return view_; }
        std::uint64_t sequence() const { return lease_.sequence; }

    private:
        friend shared_matrix;
        lease_type(segment& of, segment::leased lease, matrix_view<const T> view)
            : segment_(&of), lease_(lease), view_(view) {}

        segment* segment_;
        segment::leased lease_;
        matrix_view<const T> view_;
    };

    /// This side's turn; passed to the other side at the end of the scope, also by an exception.
    class turn_type {
    public:
        turn_type(turn_type&& other) noexcept
            : segment_(std::exchange(other.segment_, nullptr)), view_(other.view_) {}
        turn_type& operator=(turn_type&&) = delete;
        ~turn_type() {
            if (segment_) end([this] { segment_->end_turn(); });
        }
        matrix_view<T> view() const { return view_; }

    private:
        friend shared_matrix;
        turn_type(segment& of, matrix_view<T> view) : segment_(&of), view_(view) {}

        segment* segment_;
        matrix_view<T> view_;
    };

    /// Makes a `rows` by `columns` matrix of zeros. One that nobody uses any more is replaced.
    /// Throws shared::exists if somebody does or the name belongs to something else,
    /// shared::no_space, shared::no_rights, std::invalid_argument for a name that can't be one.
    static shared_matrix create(shared::location const& where, std::size_t rows,
                                std::size_t columns, shared::create_options options = {}) {
        auto const what = shared::describe(element_type_of<T>(), {rows, columns});
        return shared_matrix(segment::create(where, what, options));
    }

    /// Opens a matrix, waiting until there is one. Throws shared::not_found when the time is over,
    /// shared::no_rights, and shared::malformed if it is no shared matrix, or not one of `T`.
    /// One of a single dimension is a column.
    static shared_matrix open(shared::location const& where, std::chrono::nanoseconds wait = {}) {
        segment opened = segment::open(where, wait);
        require_elements(opened.shape_and_type(), where);
        return shared_matrix(std::move(opened));
    }

    std::size_t size1() const { return segment_.shape_and_type().shape[0]; }
    std::size_t size2() const {
        return segment_.shape_and_type().dimensions == 2 ? segment_.shape_and_type().shape[1] : 1;
    }
    /// The number of the newest update (or turn); 0 before the first.
    std::uint64_t sequence() const { return segment_.sequence(); }

    /// Begins an update with the newest content. Throws shared::busy if there is another writer.
    update write() { return begin_write(true); }
    /// Begins an update of which every element will be written: nothing is copied forward.
    update write(overwrite_t) { return begin_write(false); }

    /// One update with the elements of a matrix expression, which must not refer to this matrix's
    /// elements. Throws std::invalid_argument if the sizes differ.
    template <class E>
    void publish(ublas::matrix_expression<E> const& expression) {
        if (expression().size1() != size1() || expression().size2() != size2())
            throw std::invalid_argument("publish: the expression is " +
                                        sizes(expression().size1(), expression().size2()) +
                                        ", the shared matrix " + sizes(size1(), size2()));
        noalias(write(overwrite).view()) = expression();
    }

    /// A copy of the newest update. Throws shared::busy if there are too many readers.
    ublas::matrix<T> read() {
        ublas::matrix<T> result(size1(), size2());
        segment_.read(result.data().begin());
        return result;
    }

    /// The newest update without a copy. Throws shared::busy if there are too many readers.
    lease_type lease() {
        segment::leased const lease = segment_.lease();
        return {segment_, lease, view_of(static_cast<T const*>(lease.elements))};
    }

    /// Sleeps until there is an update newer than the last that this handle has read, leased or
    /// waited for; true at once if there is one. False when the time is over.
    bool wait(timeout limit = std::nullopt) { return segment_.wait(limit); }

    /// Waits for this side's turn. The creator begins. Throws shared::timed_out, shared::peer_died
    /// if the other side has closed the matrix or died, shared::busy if there are two sides.
    turn_type turn(timeout limit = std::nullopt) {
        return {segment_, view_of(static_cast<T*>(segment_.begin_turn(limit)))};
    }

    /// Writes a file's content to the disk.
    void flush() { segment_.flush(); }
    /// Gives up this handle's places. Views of its elements must not be used any more.
    void close() noexcept { segment_.close(); }
    /// Removes the name; who has the matrix open works on.
    void unlink() { segment_.unlink(); }

private:
    /// What a destructor does, which can't throw: the matrix may have been closed in the block, or
    /// damaged by another process, and then nothing is passed on.
    template <class F>
    static void end(F f) noexcept {
        try {
            f();
        } catch (std::exception const&) {
        }
    }

    explicit shared_matrix(segment&& opened) : segment_(std::move(opened)) {}

    static std::string sizes(std::size_t rows, std::size_t columns) {
        return std::to_string(rows) + " x " + std::to_string(columns);
    }

    static void require_elements(shared::description const& found, shared::location const& where) {
        std::string const who = where.path().string();
        if (found.element != element_type_of<T>())
            throw shared::malformed(who + " has elements of type " + name(found.element) +
                                    ", not " + name(element_type_of<T>()));
        if (found.dimensions != 1 && found.dimensions != 2)
            throw shared::malformed(who + " has " + std::to_string(found.dimensions) +
                                    " dimensions, not 2");
    }

    template <class U>
    matrix_view<U> view_of(U* elements) const {
        return {elements, size1(), size2()};
    }

    update begin_write(bool copy_newest_forward) {
        return {segment_, view_of(static_cast<T*>(segment_.begin_write(copy_newest_forward)))};
    }

    segment segment_;
};

} // namespace npublas

#endif
