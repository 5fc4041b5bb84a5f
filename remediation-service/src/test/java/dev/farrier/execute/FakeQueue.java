package dev.farrier.execute;

import dev.farrier.model.SignedCommand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Hands out what it was given, and notes how each was acknowledged. */
final class FakeQueue implements CommandQueue {
    private final Deque<SignedCommand> waiting = new ArrayDeque<>();
    private final List<String> acknowledged = new ArrayList<>();
    private int polls;
    private boolean open;

    void add(SignedCommand command) {
        waiting.add(command);
    }

    /** {@code accept c-1}, {@code release c-2} … in order. */
    List<String> acknowledged() {
        return acknowledged;
    }

    int polls() {
        return polls;
    }

    @Override
    public Delivery poll(long millis) {
        polls++;
        if (open) {
            throw new IllegalStateException("the one before is not acknowledged");
        }
        SignedCommand command = waiting.poll();
        if (command == null) {
            return null;
        }
        open = true;
        return new Delivery() {
            @Override
            public SignedCommand command() {
                return command.command() == null ? null : command;
            }

            @Override
            public String origin() {
                return "commands/0/0";
            }

            @Override
            public void accept() {
                acknowledge("accept");
            }

            @Override
            public void release() {
                acknowledge("release");
            }

            @Override
            public void reject() {
                acknowledge("reject");
            }

            private void acknowledge(String how) {
                if (!open) {
                    throw new IllegalStateException("acknowledged twice");
                }
                open = false;
                acknowledged.add(how + " "
                        + (command.command() == null ? "?" : command.command().id()));
            }
        };
    }

    @Override
    public void wakeup() {}

    @Override
    public void close() {}
}
