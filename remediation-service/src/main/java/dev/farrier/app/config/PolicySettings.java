package dev.farrier.app.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * Where the role policies gets policies from: by {@code policy push}, or else a directory.
 *
 * @param dir used when nothing is pushed
 * @param poll how often the directory is looked at
 * @param push whether only {@code farrier policy push} publishes
 */
public record PolicySettings(Path dir, Duration poll, boolean push) {
    /** Whether policies come from the directory. */
    public boolean fromDirectory() {
        return !push;
    }

    /** Exactly one place: who writes two would not know which one counts. */
    static PolicySettings of(ConfigValues values) {
        boolean push = Boolean.TRUE.equals(values.get(ConfigKeys.POLICIES_PUSH));
        String dir = values.where(ConfigKeys.POLICIES_DIR);
        if (dir != null && push) {
            values.problem(dir, "policies come from 'policies.dir' or by 'policies.push': remove one");
        }
        return new PolicySettings(
                Objects.requireNonNull(values.get(ConfigKeys.POLICIES_DIR)),
                Objects.requireNonNull(values.get(ConfigKeys.POLICIES_POLL)),
                push);
    }
}
