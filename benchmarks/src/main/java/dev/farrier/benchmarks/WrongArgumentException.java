package dev.farrier.benchmarks;

/** What was written behind the name of a benchmark is wrong; said in one line, unlike whatever goes wrong later. */
public final class WrongArgumentException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public WrongArgumentException(String message) {
        super(message);
    }
}
