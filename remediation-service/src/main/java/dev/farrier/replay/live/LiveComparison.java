package dev.farrier.replay.live;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.text.Template.TemplateException;
import dev.farrier.replay.live.Happened.Key;
import dev.farrier.replay.live.LiveDifference.What;
import dev.farrier.replay.live.Run.Heard;
import dev.farrier.replay.live.Story.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A replay beside what a deployment has made of the same input when it was live. What is compared are detections, by policy,
 * group and event time; of those that both have, what became of them: what the guards said, which commands were sent, how it
 * ended. Only of policies that were replayed, and only from the first to the last event of the input. When things happened
 * is not compared, nor what is not over yet.
 */
public final class LiveComparison {
    private final Bundle policies;
    private final Input input;
    private final Causes causes;
    private final Happened replay;
    private final Happened live;
    private final List<LiveDifference> differences = new ArrayList<>();
    private final TreeMap<String, LiveSummary.OfPolicy> summary = new TreeMap<>();

    /**
     * @param policies as they were replayed
     * @param inForce those of the live run, made ready in the same way
     */
    public static LiveSummary of(Bundle policies, Run replay, Run live, Input input, LivePolicies inForce) {
        LiveComparison comparison =
                new LiveComparison(policies, new Causes(policies, live, input, inForce), input, replay, live);
        comparison.compare();
        return new LiveSummary(comparison.differences, comparison.summary);
    }

    private LiveComparison(Bundle policies, Causes causes, Input input, Run replay, Run live) {
        this.policies = policies;
        this.causes = causes;
        this.input = input;
        this.replay = new Happened(replay);
        this.live = new Happened(live);
    }

    private void compare() {
        TreeSet<Key> keys = new TreeSet<>(replay.detections().keySet());
        keys.addAll(live.detections().keySet());
        for (Key key : keys) {
            Policy policy = policies.policies().get(key.policy());
            if (policy != null && input.has(key.time())) {
                compare(
                        key,
                        policy,
                        replay.detections().get(key),
                        live.detections().get(key));
            }
        }
    }

    private void compare(Key key, Policy policy, @Nullable Heard replayed, @Nullable Heard lived) {
        LiveSummary.OfPolicy counts = summary.computeIfAbsent(policy.name(), name -> new LiveSummary.OfPolicy());
        if (replayed != null && lived != null) {
            counts.both++;
            compare(key, policy, replay.fate(key), live.fate(key));
        } else if (replayed != null) {
            counts.onlyReplay++;
            Cause cause = causes.ofMissing(policy, replayed);
            add(What.DETECTION, key, policy, replay.fate(key).text(), "not detected", cause);
        } else {
            counts.onlyLive++;
            Heard only = Objects.requireNonNull(lived, "a key is of one of both");
            add(What.DETECTION, key, policy, "not detected", live.fate(key).text(), causes.ofExtra(policy, only));
        }
    }

    private void compare(Key key, Policy policy, Fate inReplay, Fate inLive) {
        if (inReplay instanceof Fate.Opened one && inLive instanceof Fate.Opened other) {
            compare(key, policy, one.story(), other.story());
        } else if (!kind(inReplay).equals(kind(inLive))) {
            add(
                    What.DECISION,
                    key,
                    policy,
                    inReplay.text(),
                    inLive.text(),
                    causes.under(policy, commit(inLive), Causes.ofFates(inReplay, inLive)));
        }
    }

    /** All that is compared of a detection that opened no incident. */
    private static String kind(Fate fate) {
        return switch (fate) {
            case Fate.Opened opened -> "opened";
            case Fate.Absorbed absorbed -> "absorbed";
            case Fate.Ignored ignored -> Story.ruling(ignored.decision());
            case Fate.Untold untold -> "";
        };
    }

    private static String commit(Fate fate) {
        return switch (fate) {
            case Fate.Opened opened -> opened.story().incident().commit();
            case Fate.Absorbed absorbed -> absorbed.by().incident().commit();
            case Fate.Ignored ignored -> ignored.decision().commit();
            case Fate.Untold untold -> "";
        };
    }

    private void compare(Key key, Policy policy, Story inReplay, Story inLive) {
        Cause cause = causes.under(policy, inLive.incident().commit(), Divergence.between(inReplay, inLive));
        String decided = rulings(inReplay);
        String decidedLive = rulings(inLive);
        if (!decided.equals(decidedLive)) {
            add(What.DECISION, key, policy, decided, decidedLive, cause);
        }
        for (Sent sent : inReplay.commands()) {
            if (!inLive.commands().contains(sent)) {
                add(What.COMMAND, key, policy, sent.toString(), "not sent", cause);
            }
        }
        for (Sent sent : inLive.commands()) {
            if (!inReplay.commands().contains(sent)) {
                add(What.COMMAND, key, policy, "not sent", sent.toString(), cause);
            }
        }
        boolean over = inReplay.isDone() && inLive.isDone();
        if (over && inReplay.incident().state() != inLive.incident().state()) {
            add(What.END, key, policy, inReplay.end(), inLive.end(), cause);
        }
    }

    private static String rulings(Story story) {
        String rulings = story.decisions().stream().map(Story::ruling).collect(Collectors.joining(", "));
        return rulings.isEmpty() ? "nothing decided" : rulings;
    }

    private void add(What what, Key key, Policy policy, String inReplay, String inLive, Cause cause) {
        String target;
        try {
            target = policy.targetOf(key.group()::get);
        } catch (TemplateException e) {
            target = "";
        }
        differences.add(
                new LiveDifference(key.time(), what, policy.name(), key.group(), target, inReplay, inLive, cause));
        Objects.requireNonNull(summary.get(policy.name()), "counted").causes.merge(cause.code(), 1L, Long::sum);
    }
}
