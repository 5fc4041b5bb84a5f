package dev.farrier.execute.worker;

import dev.farrier.execute.ActionRunner;
import dev.farrier.execute.CommandReader;
import dev.farrier.execute.Controls;
import dev.farrier.execute.OutcomeLog;
import dev.farrier.execute.Output;
import dev.farrier.execute.Timing;
import dev.farrier.execute.record.RunStore;
import dev.farrier.execute.record.TrustedKeys;
import dev.farrier.execute.record.WorkerRecordCodec;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeBuilder;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.WorkerInstance;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every part of one worker shares. Whoever made these closes them, after the worker.
 *
 * @param me this incarnation of the worker
 * @param runners by action type
 */
public record WorkerContext(
        WorkerInstance me,
        WorkerSettings settings,
        TrustedKeys trusted,
        SiteTopics topics,
        RunStore runs,
        WorkerRecordCodec codec,
        Map<String, ActionRunner> runners,
        Timing timing) {

    /** The site's three topics. */
    public record SiteTopics(CommandReader commands, Controls controls, OutcomeLog outcomes) {}

    public WorkerContext {
        runners = Map.copyOf(runners);
    }

    Controls controls() {
        return topics.controls();
    }

    OutcomeLog log() {
        return topics.outcomes();
    }

    /** An outcome of this worker's without exit code or output; {@code worker} is the incarnation that claimed the command. */
    Outcome outcome(
            String command,
            String incident,
            String worker,
            OutcomeKind kind,
            @Nullable RefusalReason refusal,
            String detail) {
        return OutcomeBuilder.builder()
                .command(command)
                .incident(incident)
                .site(settings.site())
                .worker(worker)
                .kind(kind)
                .at(timing.now())
                .exitCode(-1)
                .output("")
                .refusal(refusal)
                .detail(Output.singleLine(detail))
                .build();
    }
}
