package dev.farrier.replay.live;

import dev.farrier.model.Detection;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.explain.Explanation;
import dev.farrier.replay.live.Run.Heard;
import dev.farrier.why.Why;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Why a detection is missing in one of both runs, or led to something else. */
final class Causes {
    private static final int BRIEF = 12;

    private final Bundle policies;
    private final Run live;
    private final Input input;
    private final LivePolicies inForce;
    /** Under which commit the live decider has decided, from when on. */
    private final TreeMap<Long, String> commits = new TreeMap<>();
    /** By the time of live detections, how much later the decider has heard of them, in milliseconds. */
    private final TreeMap<Long, Long> lags = new TreeMap<>();

    Causes(Bundle policies, Run live, Input input, LivePolicies inForce) {
        this.policies = policies;
        this.live = live;
        this.input = input;
        this.inForce = inForce;
        live.detections().forEach(heard -> {
            commits.put(heard.at(), heard.detection().commit());
            lags.put(heard.detection().time(), heard.at() - heard.detection().time());
        });
        live.audit().stream()
                .filter(audit -> !audit.commit().isEmpty())
                .sorted(Comparator.comparingLong(audit -> audit.time()))
                .forEach(audit -> commits.putIfAbsent(audit.time(), audit.commit()));
    }

    /** Only the replay has detected it. */
    Cause ofMissing(Policy policy, Heard replayed) {
        Detection detection = replayed.detection();
        long at = wouldHaveHeard(replayed);
        if (at < live.begin() || at > live.end()) {
            return new Cause(
                    Cause.NOT_RECORDED,
                    live.begin() > live.end()
                            ? "the decider's log is empty"
                            : "the decider's log goes from " + Instant.ofEpochMilli(live.begin()) + " to "
                                    + Instant.ofEpochMilli(live.end()));
        }
        return ofDetection(policy, detection, commitAt(at));
    }

    /** Only the live run has detected it. */
    Cause ofExtra(Policy policy, Heard lived) {
        Detection detection = lived.detection();
        Cause cause = ofDetection(policy, detection, detection.commit());
        return cause.equals(Cause.UNKNOWN) && detection.time() - Why.reach(policy) < input.begin()
                ? new Cause(Cause.BEFORE_INPUT, "the input begins at " + Instant.ofEpochMilli(input.begin()))
                : cause;
    }

    private Cause ofDetection(Policy policy, Detection detection, String commit) {
        String other = otherDetector(policy, commit);
        if (other != null) {
            return new Cause(Cause.OTHER_POLICY, other);
        }
        return detection.samples().stream()
                .filter(input.disordered()::contains)
                .findFirst()
                .map(late -> new Cause(Cause.LATE_EVENT, late + " came after a newer one"))
                .orElse(Cause.UNKNOWN);
    }

    /** Of two fates, at most one of which is that an incident was opened. */
    static Cause ofFates(Fate replay, Fate live) {
        return switch (live) {
            case Fate.Ignored ignored -> Cause.of(ignored.decision(), "");
            case Fate.Absorbed absorbed -> open(absorbed.by(), "live, ");
            case Fate.Opened opened ->
                switch (replay) {
                    case Fate.Ignored ignored -> Cause.of(ignored.decision(), "in the replay: ");
                    case Fate.Absorbed absorbed -> open(absorbed.by(), "in the replay, ");
                    case Fate.Opened both -> Cause.UNKNOWN;
                    case Fate.Untold untold -> Cause.UNKNOWN;
                };
            case Fate.Untold untold -> Cause.UNKNOWN;
        };
    }

    private static Cause open(Story story, String where) {
        long closedAt = story.incident().closedAt();
        return new Cause(
                Cause.INCIDENT_OPEN,
                where + story.incident().id() + " was open "
                        + (closedAt == 0 ? "to the end" : "until " + Instant.ofEpochMilli(closedAt)));
    }

    /** The same cause with a word about the policy, if that was another one; it is the cause where no other is known. */
    Cause under(Policy policy, String commit, Cause cause) {
        String other = otherPolicy(policy, commit);
        if (other == null) {
            return cause;
        }
        return cause.equals(Cause.UNKNOWN)
                ? new Cause(Cause.OTHER_POLICY, other)
                : new Cause(cause.code(), cause.detail() + (cause.detail().isEmpty() ? "" : "; ") + other);
    }

    private @Nullable String otherDetector(Policy policy, String commit) {
        Bundle bundle = inForce.of(commit);
        if (bundle == null) {
            return null;
        }
        Policy then = bundle.policies().get(policy.name());
        return then == null
                ? "not in force under commit " + brief(commit)
                : then.detectorHash().equals(policy.detectorHash()) ? null : said(bundle, then, policy, commit);
    }

    private @Nullable String otherPolicy(Policy policy, String commit) {
        String other = otherDetector(policy, commit);
        Bundle bundle = inForce.of(commit);
        Policy then = bundle == null ? null : bundle.policies().get(policy.name());
        if (other != null || bundle == null || then == null) {
            return other;
        }
        return Explanation.of(bundle, then).equals(Explanation.of(policies, policy))
                ? null
                : said(bundle, then, policy, commit);
    }

    /** What the policy said then and does not say now. */
    private String said(Bundle bundle, Policy then, Policy policy, String commit) {
        List<String> now = Explanation.of(policies, policy);
        return Explanation.of(bundle, then).stream()
                .filter(line -> !now.contains(line))
                .findFirst()
                .map(line -> "under commit " + brief(commit) + " it said: "
                        + line.strip().replaceFirst("^- ", ""))
                .orElse("it was another one under commit " + brief(commit));
    }

    private static String brief(String commit) {
        return commit.length() > BRIEF ? commit.substring(0, BRIEF) : commit;
    }

    /** When the live decider would have, by its clock: as long after the events as of the live detection next to it. */
    private long wouldHaveHeard(Heard replayed) {
        long time = replayed.detection().time();
        var before = lags.floorEntry(time);
        var after = lags.ceilingEntry(time);
        var next = before == null || after != null && after.getKey() - time < time - before.getKey() ? after : before;
        return next == null ? replayed.at() : time + next.getValue();
    }

    /** @param at the decider's clock, epoch milliseconds */
    private String commitAt(long at) {
        var before = commits.floorEntry(at);
        var after = commits.ceilingEntry(at);
        return before != null ? before.getValue() : after != null ? after.getValue() : "";
    }
}
