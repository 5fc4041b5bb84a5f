package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Seen;
import dev.farrier.model.Evidence;
import dev.farrier.model.Incident;
import dev.farrier.model.Incident.Symptom;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.Progress;
import dev.farrier.model.Reason;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Source;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the world says meanwhile: matches, ends of symptoms, signs of life, and how far everything has been read. */
final class Evidences {
    private Evidences() {}

    static void on(Turn turn, Evidence evidence) {
        Incident incident = turn.state.openIncident(evidence.policy(), evidence.group());
        if (incident == null) {
            return;
        }
        Symptom before = incident.symptom();
        Symptom now = before.matched(Math.max(before.lastMatch(), evidence.lastMatch()), evidence.clearedAt());
        Incident told = turn.remember(incident.withSymptom(now));
        if (turn.usable(told)) {
            look(turn, told);
        }
    }

    static void on(Turn turn, Progress progress) {
        Seen before = turn.state.get(Seen.key(progress.partition()), Seen.class);
        // A report that is too large comes in several records: only the first says how far.
        if (!progress.watermarks().isEmpty()) {
            turn.state.put(new Seen(progress.partition(), progress.watermarks(), turn.now));
        }
        SilentSources.on(turn, progress, before == null ? 0 : before.at());
        for (Incident incident : turn.state.openIncidents()) {
            Incident current = turn.state.incident(incident.id());
            if (current == null || !turn.usable(current)) {
                continue;
            }
            Incident told = hear(turn, current, progress);
            if (told != current || told.detection().partition() == progress.partition()) {
                look(turn, told);
            }
        }
        Remediation.reconsider(turn, Reason.SOURCE_STALE, "");
        Remediation.reconsider(turn, Reason.AWAITING_EVIDENCE, "");
    }

    /** Notes that this incident's speakers were heard. Its speaker is its group seen through the source's liveness.by. */
    private static Incident hear(Turn turn, Incident incident, Progress progress) {
        if (progress.heard().isEmpty()) {
            return incident;
        }
        Policy policy = turn.policy(incident);
        Symptom symptom = incident.symptom();
        SortedMap<String, Long> heard = new TreeMap<>(symptom.heard());
        SortedMap<String, Long> watchdogs = new TreeMap<>(symptom.watchdogSince());
        for (String source : SourceWatch.all(policy)) {
            SortedMap<String, Long> speakers = progress.heard().getOrDefault(source, new TreeMap<>());
            String speaker = speaker(turn.bundle(incident).sources().get(source), incident, speakers);
            Long at = speaker == null ? null : speakers.get(speaker);
            if (at != null && at >= heard.getOrDefault(source, 0L)) {
                heard.put(source, at);
                Long since = progress.watchdogSince()
                        .getOrDefault(source, new TreeMap<>())
                        .get(speaker);
                if (since != null) {
                    watchdogs.put(source, since);
                }
            }
        }
        Symptom now = new Symptom(symptom.lastMatch(), symptom.clearedAt(), heard, watchdogs);
        return now.equals(symptom) ? incident : turn.remember(incident.withSymptom(now));
    }

    /** Who speaks for this incident's group at that source; null: nobody does, or nobody was heard. */
    private static @Nullable String speaker(
            @Nullable Source source, Incident incident, SortedMap<String, Long> speakers) {
        if (source == null || source.liveness() == null) {
            return null;
        }
        SortedMap<String, String> speaker = new TreeMap<>();
        for (String label : source.liveness().by()) {
            String value = incident.group().get(label);
            if (value == null) {
                // The group does not say which speaker it is of: any will do.
                return speakers.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(Map.Entry::getKey)
                        .orElse(null);
            }
            speaker.put(label, value);
        }
        return Labels.key(speaker);
    }

    /** Something is known now that was not: does it end the incident, or what it waits for? */
    private static void look(Turn turn, Incident incident) {
        Policy policy = turn.policy(incident);
        switch (incident.state()) {
            case VERIFYING -> Verification.look(turn, incident);
            case ESCALATED -> Escalation.look(turn, incident);
            case OPEN, DEFERRED -> {
                // In the middle of a rung it is noted; after the steps it is verified all the same.
                if (!Remediation.begun(incident) && Symptoms.endedWhileWaiting(turn, incident, policy)) {
                    Remediation.close(
                            turn,
                            incident,
                            IncidentState.RESOLVED,
                            Reason.CLEARED_ITSELF,
                            "gone before anything more was done");
                }
            }
            case CONFIRMING, REMEDIATING, AWAITING_APPROVAL, SUPPRESSED, RESOLVED, CANCELLED -> {}
        }
    }
}
