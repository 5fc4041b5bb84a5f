package dev.farrier.app.config;

import java.util.List;

/** The configuration is wrong; says everything that is, one problem a line. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final List<String> problems;

    /** @param problems at least one, each with the place it is about: {@code place: error: what, and what to write} */
    public ConfigurationException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** In the order file, environment, command line. */
    public List<String> problems() {
        return problems;
    }
}
