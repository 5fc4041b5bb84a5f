package dev.farrier.execute;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether this worker sees what it must have seen before it takes or starts anything. */
final class Sight {
    private final long readWithin;
    private final CommandReader commands;
    private final Controls controls;
    private final OutcomeLog log;
    private final Timing timing;

    Sight(long readWithin, CommandReader commands, Controls controls, OutcomeLog log, Timing timing) {
        this.readWithin = readWithin;
        this.commands = commands;
        this.controls = controls;
        this.log = log;
        this.timing = timing;
    }

    /** Why it can't speak for itself, and so take no command; null: it can. */
    @Nullable
    String forSpeaking() {
        String rival = log.rival();
        return rival != null ? rival : first(List.of(commands, controls, log));
    }

    /** Why it can't take a command; null: it can. */
    @Nullable
    String forTaking() {
        String blind = forSpeaking();
        if (blind != null) {
            return blind;
        }
        return controls.saidSinceStart()
                ? null
                : "nobody has said on " + controls.topic() + " since this worker started whether the site is halted;"
                        + " is a process with the role core running?";
    }

    /** Why it can't start what it has claimed; null: it can. */
    @Nullable
    String forStarting() {
        String rival = log.rival();
        return rival != null ? rival : first(List.of(controls, log));
    }

    private @Nullable String first(List<Followed> topics) {
        for (Followed topic : topics) {
            String problem = topic.problem();
            if (problem != null) {
                return problem;
            }
            if (topic.readUpTo() <= 0) {
                return topic.topic() + " has not been read to its end yet";
            }
            long age = timing.monotonicMillis() - topic.readUpTo();
            if (age > readWithin) {
                return topic.topic() + " has not been read to its end for " + age + " ms";
            }
        }
        return null;
    }
}
