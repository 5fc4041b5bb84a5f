package dev.farrier.decide;

import dev.farrier.decide.DeciderState.Place;
import dev.farrier.decide.StateRecord.Channel;
import dev.farrier.decide.StateRecord.Held;
import dev.farrier.decide.StateRecord.Seen;
import dev.farrier.decide.StateRecord.Site;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.policy.Bundle;
import java.util.List;
import java.util.TreeSet;

/**
 * What never comes makes no verdict, but it is said: a channel that stands still is shown as stuck after 30 s, told to a
 * person once after 5 min, and what waits for a source so long that nobody can tell any more calls a person after 1 h, under
 * that one call. Counted by the time that the decider was awake: our own outages add nothing.
 */
final class Channels {
    static final long STUCK_AFTER = 30_000;
    static final long TELL_AFTER = 300_000;
    static final long GIVE_UP_AFTER = 3_600_000;

    /** So coarsely it is noted that a channel moves for which nothing waits. */
    private static final long GRAIN = 5_000;

    private static final int MOST_AT_ONCE = 100;

    private Channels() {}

    /** Once a tick. */
    static void check(Turn turn) {
        for (String queue : all(turn)) {
            check(turn, queue);
        }
    }

    private static TreeSet<String> all(Turn turn) {
        TreeSet<String> queues = new TreeSet<>();
        if (turn.operatorsReadUpTo() > 0) {
            queues.add(Wait.OPERATORS);
        }
        turn.state.forEach("site|", Site.class, site -> {
            if (site.usable() && site.upTo() > 0) {
                queues.add(Wait.site(site.site()));
            }
        });
        Bundle bundle = turn.activeBundle();
        turn.state.forEach(
                "seen|",
                Seen.class,
                seen -> seen.watermarks().keySet().stream()
                        .filter(source -> bundle != null && bundle.sources().containsKey(source))
                        .forEach(source -> queues.add(Wait.source(seen.partition(), source))));
        // And whatever is waited for, also of what never moved: a site without topics, people of whom nothing was read.
        for (String waited : List.of(Wait.sources(), Wait.site(""), Wait.open(""), Wait.OPERATORS)) {
            queues.addAll(turn.state.queues(waited).keySet());
        }
        turn.state.forEach("channel|", Channel.class, channel -> {
            if (!queues.contains(channel.queue())) {
                end(turn, channel);
            }
        });
        return queues;
    }

    private static void check(Turn turn, String queue) {
        long upTo = turn.clock(new Wait(queue, 0));
        long awake = turn.clock().awake();
        Channel before = turn.state.get(Channel.key(queue), Channel.class);
        if (before == null) {
            turn.state.put(new Channel(queue, upTo, awake, false, false));
        } else if (upTo != before.upTo()) {
            boolean waiting = turn.state.first(queue) != null;
            if (waiting || before.stuck() || awake - before.movedAt() >= GRAIN) {
                turn.state.put(new Channel(queue, upTo, awake, false, false));
            }
            if (before.stuck()) {
                turn.audit(Audits.operator(turn, "", "", Reason.CLEARED, name(queue) + " moves again"));
                Alarms.clear(turn, Alarms.CHANNEL, queue, name(queue) + " moves again");
            }
        } else {
            standsStill(turn, before, awake - before.movedAt());
        }
    }

    private static void standsStill(Turn turn, Channel channel, long still) {
        String queue = channel.queue();
        String seconds = still / 1_000 + " s";
        String what = isOpening(queue)
                ? "no usable topics of " + name(queue) + " have been seen for " + seconds
                : name(queue) + " has not moved for " + seconds;
        if (still >= STUCK_AFTER && !channel.stuck()) {
            turn.state.put(new Channel(channel.queue(), channel.upTo(), channel.movedAt(), true, false));
            turn.audit(Audits.operator(turn, "", "", Reason.SOURCE_STALE, what));
        }
        if (still >= TELL_AFTER && !channel.told()) {
            turn.state.put(new Channel(channel.queue(), channel.upTo(), channel.movedAt(), true, true));
            Alarms.raise(turn, Alarms.CHANNEL, channel.queue(), Reason.SOURCE_STALE, what);
        }
        if (still >= GIVE_UP_AFTER && Wait.isSource(channel.queue())) {
            giveUp(turn, channel.queue(), what);
        }
    }

    /** Nobody can tell any more whether they are over. The first hundred of the queue are looked at. */
    private static void giveUp(Turn turn, String queue, String what) {
        Place next = turn.state.first(queue);
        for (int i = 0; i < MOST_AT_ONCE && next != null && !turn.waker.isTired(); i++) {
            if (turn.state.at(next) instanceof Held held
                    && !turn.frozen(held.incident())
                    && waitsForNothingElse(held)) {
                turn.waker.count();
                Escalation.startSilently(turn, held.incident(), Reason.SOURCE_STALE, what + ": nobody can tell");
            }
            next = turn.state.next(queue, next);
        }
    }

    /** What is escalated waits on; what runs is waited for; and so is what else holds it up. */
    private static boolean waitsForNothingElse(Held held) {
        Incident incident = held.incident();
        boolean parkedHere = held.parks().stream().allMatch(wait -> Wait.isSource(wait.queue()));
        return incident.work().active() == null
                && incident.until() == 0
                && (incident.state() == IncidentState.VERIFYING
                        || incident.state() == IncidentState.DEFERRED && parkedHere);
    }

    private static void end(Turn turn, Channel channel) {
        turn.state.remove(channel.key());
        if (channel.stuck()) {
            String how = isOpening(channel.queue()) ? " is waited for by nothing any more" : " is not read any more";
            Alarms.clear(turn, Alarms.CHANNEL, channel.queue(), name(channel.queue()) + how);
        }
    }

    /** True when the topics of a site are waited for. */
    private static boolean isOpening(String queue) {
        return queue.equals(Wait.open(Wait.nameOf(queue)));
    }

    /** How many channels stand still, and the queue of the first; for metrics. */
    static List<String> stuck(DeciderState state) {
        List<String> stuck = new java.util.ArrayList<>();
        state.forEach("channel|", Channel.class, channel -> {
            if (channel.stuck()) {
                stuck.add(name(channel.queue()));
            }
        });
        return stuck;
    }

    /** For people: {@code source edge-syslog, partition 3}. */
    private static String name(String queue) {
        String name = Wait.nameOf(queue);
        if (Wait.isSource(queue)) {
            int slash = name.indexOf('/');
            return "source " + name.substring(slash + 1) + ", partition " + name.substring(0, slash);
        }
        return queue.equals(Wait.OPERATORS) ? "operator-inputs" : "site " + name;
    }
}
