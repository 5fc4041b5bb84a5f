package dev.farrier.cli;

/** What commands return; scripts build on it. */
public final class ExitCode {
    public static final int FINE = 0;

    /** The thing asked about is not fine: policy errors, a topic that can't be used, an unhealed fault. */
    public static final int NOT_FINE = 1;

    /** The command or the configuration was written wrong. */
    public static final int USAGE = 2;

    /** The service or the broker can't be reached. */
    public static final int UNREACHABLE = 3;

    private ExitCode() {}
}
