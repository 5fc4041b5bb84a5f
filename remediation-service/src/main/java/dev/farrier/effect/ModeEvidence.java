package dev.farrier.effect;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the audit says about trusting a policy with its next mode: what it would have run, or asked and run, on each day, and what
 * held it back. Days are those of UTC.
 */
public final class ModeEvidence {
    /** Not limits: the mode itself, and what is asked on purpose. */
    private static final Set<Reason> NO_LIMITS =
            Set.of(Reason.SHADOW, Reason.AWAITING_APPROVAL, Reason.AWAITING_EVIDENCE, Reason.CATCHING_UP);

    private final String policy;
    private final long since;
    private final Episodes episodes = new Episodes();
    /** Incident → the reasons that held it back. */
    private final SortedMap<Reason, Set<String>> heldBack = new TreeMap<>();

    private final Set<String> asked = new HashSet<>();
    /** Incidents about whose present question a person has said yes. */
    private final Set<String> said = new HashSet<>();

    private final Set<String> approved = new HashSet<>();
    private final Set<String> rejected = new HashSet<>();
    private final Set<String> unanswered = new HashSet<>();

    /**
     * @param incidents that the day had, a relapse as one of its own
     * @param clearedItself of these, before anything was run
     * @param wouldRun of these, rungs that would have run in shadow; {@code approve} would have asked about so many
     * @param ran of these, incidents on which a rung was run
     * @param healed of these
     * @param called of these, incidents for which a person was called
     */
    public record Day(
            LocalDate date, int incidents, int clearedItself, int wouldRun, int ran, int healed, int called) {}

    /**
     * How persons have answered, in incidents.
     *
     * @param approved enough of them said yes, and the rung was decided about again
     * @param unanswered they did not all answer in time
     */
    public record Answers(int asked, int approved, int rejected, int unanswered) {}

    /** @param since begin of the window, epoch milliseconds */
    public ModeEvidence(String policy, long since) {
        this.policy = policy;
        this.since = since;
    }

    /** Records of an incident come in their order; those of other policies are passed over. */
    public void accept(AuditRecord audit) {
        boolean own = audit.policy().equals(policy);
        if (own) {
            episodes.accept(audit);
        }
        if (audit.time() < since || audit.incident().isEmpty()) {
            return;
        }
        if (own && audit.kind() == AuditKind.DECISION && audit.reason() == Reason.AWAITING_APPROVAL) {
            asked.add(audit.incident());
            said.remove(audit.incident());
        } else if (own
                && audit.kind() == AuditKind.DECISION
                && audit.verdict() != Verdict.ACT
                && !NO_LIMITS.contains(audit.reason())) {
            heldBack.computeIfAbsent(audit.reason(), none -> new HashSet<>()).add(audit.incident());
        }
        if (!asked.contains(audit.incident())) {
            return;
        }
        boolean escalated = audit.kind() == AuditKind.STATE && audit.state() == IncidentState.ESCALATED;
        if (own && audit.kind() == AuditKind.OPERATOR && audit.reason() == Reason.APPROVED) {
            said.add(audit.incident());
        } else if (own && audit.kind() == AuditKind.OPERATOR && audit.reason() == Reason.APPROVAL_TIMEOUT) {
            unanswered.add(audit.incident());
        } else if (own
                && audit.kind() == AuditKind.DECISION
                && audit.verdict() == Verdict.ACT
                && said.contains(audit.incident())) {
            approved.add(audit.incident());
        } else if (escalated && audit.reason() == Reason.REJECTED) {
            rejected.add(audit.incident());
        } else if (escalated && audit.reason() == Reason.APPROVAL_TIMEOUT) {
            unanswered.add(audit.incident());
        }
    }

    /** By date; days without an incident are left out. */
    public List<Day> days() {
        SortedMap<LocalDate, List<Episode>> byDay = new TreeMap<>();
        for (Episode episode : episodes.all()) {
            if (episode.openedAt() >= since && !episode.wasNone()) {
                LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(episode.openedAt()), ZoneOffset.UTC);
                byDay.computeIfAbsent(day, none -> new ArrayList<>()).add(episode);
            }
        }
        return byDay.entrySet().stream()
                .map(day -> day(day.getKey(), day.getValue()))
                .toList();
    }

    private static Day day(LocalDate date, List<Episode> all) {
        int clearedItself = 0;
        int wouldRun = 0;
        int ran = 0;
        int healed = 0;
        int called = 0;
        for (Episode episode : all) {
            clearedItself += episode.clearedItself() ? 1 : 0;
            wouldRun += episode.inShadow() ? 1 : 0;
            ran += episode.runs().isEmpty() ? 0 : 1;
            healed += episode.healed() ? 1 : 0;
            called += episode.calledFor() == null ? 0 : 1;
        }
        return new Day(date, all.size(), clearedItself, wouldRun, ran, healed, called);
    }

    /** Reason → how many incidents it has held back. */
    public SortedMap<Reason, Integer> heldBack() {
        SortedMap<Reason, Integer> counted = new TreeMap<>();
        heldBack.forEach((reason, incidents) -> counted.put(reason, incidents.size()));
        return counted;
    }

    public Answers answers() {
        return new Answers(asked.size(), approved.size(), rejected.size(), unanswered.size());
    }

    public PolicyEffect effect() {
        return PolicyEffect.of(episodes.all(), since).getOrDefault(policy, PolicyEffect.none(policy));
    }
}
