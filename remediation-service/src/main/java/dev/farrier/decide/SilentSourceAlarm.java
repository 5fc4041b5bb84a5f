package dev.farrier.decide;

import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.SourceStatus;
import dev.farrier.decide.run.EscalatedState;
import dev.farrier.decide.run.RemediationWorkflow;
import dev.farrier.decide.state.InputRecord.SourceLiveness;
import dev.farrier.model.Detection;
import dev.farrier.model.DetectionBuilder;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.Progress;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Detector.Trigger;
import dev.farrier.policy.Policy;
import dev.farrier.policy.source.Source;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Opens an incident when a source is silent as a whole: policies on absence cannot be judged then. A person is called once, by an
 * incident of the policy with the group {@code farrier_source}, which ends when the source sends again.
 */
final class SilentSourceAlarm {
    static final String LABEL = "farrier_source";

    /** After a longer gap between two progress records, milliseconds, Farrier was down: silence counts only from now on. */
    private static final long OUR_OUTAGE = 10_000;

    private SilentSourceAlarm() {}

    static void handle(DecisionContext context, Progress progress, long lastProgress) {
        Bundle bundle = context.activeBundle();
        if (bundle == null) {
            return;
        }
        boolean wasDown = context.now - lastProgress > OUR_OUTAGE;
        for (Map.Entry<String, Long> read : progress.watermarks().entrySet()) {
            Source source = bundle.sources().get(read.getKey());
            if (source != null && source.liveness() != null) {
                SourceLiveness liveness = updateLiveness(context, source.name(), progress, wasDown);
                long silentFrom = Math.max(liveness.lastHeardAt(), liveness.since());
                long allowed = source.liveness().expectEvery().toMillis()
                        + source.liveness().maxLag().toMillis();
                evaluate(
                        context,
                        bundle,
                        source.name(),
                        read.getValue() > silentFrom + allowed,
                        liveness,
                        progress.partition());
            }
        }
    }

    private static SourceLiveness updateLiveness(
            DecisionContext context, String source, Progress progress, boolean wasDown) {
        SourceLiveness before = context.state.get(SourceLiveness.key(source), SourceLiveness.class);
        long heardAt = before == null ? 0 : before.lastHeardAt();
        SortedMap<String, Long> heard = progress.heard().getOrDefault(source, new TreeMap<>());
        for (long at : heard.values()) {
            heardAt = Math.max(heardAt, at);
        }
        long since = before == null || wasDown ? context.now : before.since();
        SourceLiveness liveness = new SourceLiveness(source, heardAt, since);
        context.state.put(liveness);
        return liveness;
    }

    private static void evaluate(
            DecisionContext context,
            Bundle bundle,
            String source,
            boolean silent,
            SourceLiveness liveness,
            int partition) {
        SortedMap<String, String> group = Labels.of(LABEL, source);
        for (Policy policy : bundle.policies().values()) {
            boolean concerned = policy.acts()
                    && policy.detector().trigger() == Trigger.SILENCE
                    && SourceStatus.countedSources(policy).contains(source);
            Incident open = concerned ? context.state.openIncident(policy.name(), group) : null;
            if (concerned && silent && open == null) {
                String because = "source " + source + " is silent: absence cannot be judged";
                long silentSince = Math.max(liveness.lastHeardAt(), liveness.since());
                Detection detection = DetectionBuilder.builder()
                        .policy(policy.name())
                        .commit(bundle.commit())
                        .group(group)
                        .time(silentSince)
                        .firstEvent(silentSince)
                        .sources(List.of(source))
                        .because(because)
                        .samples(List.of())
                        .partition(partition)
                        .annotations(Labels.empty())
                        .build();
                Incident opened = DetectionHandler.open(context, detection, bundle, policy, "", "");
                EscalatedState.start(context, opened, Reason.SOURCE_STALE, because);
            } else if (open != null
                    && !silent
                    && liveness.lastHeardAt() > open.detection().time()) {
                RemediationWorkflow.close(
                        context, open, IncidentState.RESOLVED, Reason.CLEARED, "source " + source + " sends again");
            }
        }
    }
}
