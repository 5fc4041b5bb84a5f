package dev.farrier.benchmarks;

/** A benchmark that runs whole processes, and so is none of JMH's. */
public interface Harness {
    /** As in {@code benchmarks/run NAME}. */
    String name();

    /** Its own arguments, for the usage. */
    String usage();

    /** What it measures, in one line. */
    String about();

    /**
     * Runs it; progress goes to standard error.
     *
     * @return what came out, in words and ratios
     * @throws WrongArgumentException for arguments that it does not know
     * @throws IllegalStateException when what it ran did not do what is measured: then there is nothing to report
     */
    String run(Arguments arguments) throws Exception;
}
