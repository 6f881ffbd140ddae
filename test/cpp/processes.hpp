// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Child processes for tests: each runs a function and ends with its result.

#ifndef NPUBLAS_TEST_PROCESSES_HPP
#define NPUBLAS_TEST_PROCESSES_HPP

#include <csignal>
#include <exception>
#include <iostream>
#include <type_traits>

#include <sys/wait.h>
#include <unistd.h>

class child {
public:
    template <class F>
    explicit child(F f) : process_(fork()) {
        if (process_ != 0) return;
        try {
            if constexpr (std::is_void_v<std::invoke_result_t<F>>) {
                f();
                _exit(0);
            } else {
                _exit(f());
            }
        } catch (std::exception const& error) {
            std::cerr << "child: " << error.what() << std::endl;
            _exit(100);
        }
    }
    ~child() { kill(); }
    child(child const&) = delete;
    child& operator=(child const&) = delete;

    void kill() {
        if (process_ > 0) {
            ::kill(process_, SIGKILL);
            result();
        }
    }

    /// Waits for its end; -1 if it was killed.
    int result() {
        int status = 0;
        waitpid(process_, &status, 0);
        process_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    pid_t process_;
};

template <class F>
int run_in_child(F f) {
    return child(f).result();
}

/// A child that says when it is ready; who made it has waited for that.
class ready_child {
public:
    template <class F>
    explicit ready_child(F f) : child_([&] { return f([this] { say(); }); }) {
        close(ends_.of[1]);
        char byte;
        [[maybe_unused]] ssize_t const got = read(ends_.of[0], &byte, 1);
    }
    ~ready_child() { close(ends_.of[0]); }
    void kill() { child_.kill(); }

private:
    struct pipe_ends {
        pipe_ends() {
            if (pipe(of) != 0) throw std::runtime_error("no pipe");
        }
        int of[2];
    };

    void say() { [[maybe_unused]] ssize_t const put = write(ends_.of[1], "r", 1); }

    pipe_ends ends_;
    child child_;
};

#endif
