package dev.farrier.cli;

import org.jspecify.annotations.Nullable;

/** Ends a command with a message on standard error and an exit code. {@code --verbose} adds the stack trace of its cause. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    /** @param exitCode one of {@link ExitCode} */
    public CommandException(int exitCode, String message) {
        this(exitCode, message, null);
    }

    /** @param exitCode one of {@link ExitCode} */
    public CommandException(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
