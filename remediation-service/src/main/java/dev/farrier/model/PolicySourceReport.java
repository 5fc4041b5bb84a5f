package dev.farrier.model;

import java.util.List;

/**
 * How the place that policies come from was found the last time.
 *
 * @param kind {@code directory}, {@code git} or {@code push}
 * @param source repository or directory
 * @param ref branch or tag; empty: the default branch, or none
 * @param head the newest commit there that was read; empty: none
 * @param state {@code current}, {@code refused}, {@code held}, or why it could not be fetched
 * @param message for people
 * @param problems what is wrong with the newest commit
 * @param foreign YAML files that hold no document of Farrier's
 * @param since when this state began, epoch milliseconds
 * @param at when it was found last, epoch milliseconds
 * @param by the process that looked
 */
public record PolicySourceReport(
        String kind,
        String source,
        String ref,
        String head,
        String state,
        String message,
        List<String> problems,
        List<String> foreign,
        long since,
        long at,
        String by) {
    public PolicySourceReport {
        problems = List.copyOf(problems);
        foreign = List.copyOf(foreign);
    }
}
