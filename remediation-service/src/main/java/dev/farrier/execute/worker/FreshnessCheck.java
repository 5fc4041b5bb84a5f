package dev.farrier.execute.worker;

import dev.farrier.execute.TopicProgress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether this worker has read the site's topics recently enough. Each question is answered with why not; null: it has. */
final class FreshnessCheck {
    private final WorkerContext context;

    FreshnessCheck(WorkerContext context) {
        this.context = context;
    }

    /** Before the worker reports what it can take; the decider sends commands only to a worker that reports. */
    @Nullable
    String beforeReporting() {
        return problem(List.of(
                context.topics().commands().progress(),
                context.controls().progress(),
                context.log().progress()));
    }

    @Nullable
    String beforeClaim() {
        String stale = beforeReporting();
        if (stale != null) {
            return stale;
        }
        return context.controls().confirmedSinceStart()
                ? null
                : "nobody has said on " + context.controls().progress().topic()
                        + " since this worker started whether the site is halted; is a process with the role core running?";
    }

    /** Before a claimed command starts. */
    @Nullable
    String beforeStart() {
        return problem(List.of(context.controls().progress(), context.log().progress()));
    }

    private @Nullable String problem(List<TopicProgress> topics) {
        String conflict = context.log().identityConflict();
        if (conflict != null) {
            return conflict;
        }
        for (TopicProgress topic : topics) {
            String problem = topic.problem();
            if (problem != null) {
                return problem;
            }
            if (topic.readUpTo() <= 0) {
                return topic.topic() + " has not been read to its end yet";
            }
            long age = context.timing().monotonicMillis() - topic.readUpTo();
            if (age > context.settings().readWithin()) {
                return topic.topic() + " has not been read to its end for " + age + " ms";
            }
        }
        return null;
    }
}
