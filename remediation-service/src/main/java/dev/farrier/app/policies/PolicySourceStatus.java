package dev.farrier.app.policies;

import java.util.List;

/**
 * What is known of the policy source at one moment.
 *
 * @param head the newest commit that was read; empty: none
 * @param state a code
 * @param message for people
 * @param problems of the newest commit, a line each
 * @param foreign YAML files in it that are not Farrier's
 */
record PolicySourceStatus(String head, String state, String message, List<String> problems, List<String> foreign) {
    PolicySourceStatus {
        problems = List.copyOf(problems);
        foreign = List.copyOf(foreign);
    }

    boolean is(PolicySourceState one) {
        return state.equals(one.code());
    }

    /** Whether nothing stands between the newest commit and its being in force. */
    boolean fine() {
        return is(PolicySourceState.CURRENT) || is(PolicySourceState.STARTING);
    }
}
