package dev.farrier.decide;

import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.run.EscalatedState;
import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.DeciderState.QueueEntry;
import dev.farrier.decide.state.IncidentRecord.OpenIncident;
import dev.farrier.decide.state.InputRecord.ChannelState;
import dev.farrier.decide.state.InputRecord.DetectWatermarks;
import dev.farrier.decide.state.SiteRecord.SiteState;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.Watchdog;
import dev.farrier.policy.Bundle;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds channels (operators' inputs, sites, source partitions) whose read position does not move: after 30 s the channel is
 * reported as stuck, after 5 min an alarm calls a person once, and after 1 h the incidents that wait for a source are
 * escalated under that alarm. Measured in uptime of the decider, so that outages of Farrier do not count.
 */
final class StuckChannelDetector {
    static final long STUCK_AFTER = 30_000;
    static final long ALARM_AFTER = 300_000;
    static final long GIVE_UP_AFTER = 3_600_000;

    /** How often the position of a moving channel is saved, milliseconds. */
    private static final long SAVE_EVERY = 5_000;

    private static final int MAX_AT_ONCE = 100;

    private StuckChannelDetector() {}

    /** Once a tick. */
    static void check(DecisionContext context) {
        for (String queue : all(context)) {
            check(context, queue);
        }
    }

    private static TreeSet<String> all(DecisionContext context) {
        TreeSet<String> queues = new TreeSet<>();
        if (context.operatorsReadUpTo() > 0) {
            queues.add(WakeCondition.OPERATORS);
        }
        context.state.forEach(SiteState.PREFIX, SiteState.class, site -> {
            if (site.usable() && site.upTo() > 0) {
                queues.add(WakeCondition.site(site.site()));
            }
        });
        Bundle bundle = context.activeBundle();
        context.state.forEach(
                DetectWatermarks.PREFIX,
                DetectWatermarks.class,
                seen -> seen.watermarks().keySet().stream()
                        .filter(source -> bundle != null && bundle.sources().containsKey(source))
                        .forEach(source -> queues.add(WakeCondition.source(seen.partition(), source))));
        // Also channels that never moved, if an incident waits for them, such as a site without topics.
        for (String waited : List.of(
                WakeCondition.sources(), WakeCondition.site(""), WakeCondition.open(""), WakeCondition.OPERATORS)) {
            queues.addAll(context.state.queues(waited).keySet());
        }
        // Where the watchdog's events do not come through, its age tells so, and nobody is called for it.
        queues.removeIf(queue ->
                WakeCondition.isSource(queue) && WakeCondition.nameOf(queue).endsWith("/" + Watchdog.NAME));
        context.state.forEach(ChannelState.PREFIX, ChannelState.class, channel -> {
            if (!queues.contains(channel.queue())) {
                end(context, channel);
            }
        });
        return queues;
    }

    private static void check(DecisionContext context, String queue) {
        long upTo = context.clock(new WakeCondition(queue, 0));
        long uptime = context.clock().uptime();
        ChannelState before = context.state.get(ChannelState.key(queue), ChannelState.class);
        if (before == null) {
            context.state.put(new ChannelState(queue, upTo, uptime, false, false));
        } else if (upTo != before.upTo()) {
            boolean waiting = context.state.first(queue) != null;
            if (waiting || before.stuck() || uptime - before.movedAt() >= SAVE_EVERY) {
                context.state.put(new ChannelState(queue, upTo, uptime, false, false));
            }
            if (before.stuck()) {
                context.audit(AuditRecords.operator(context, Reason.CLEARED, name(queue) + " moves again"));
                Alarms.clear(context, AlarmGroup.CHANNEL, queue, name(queue) + " moves again");
            }
        } else {
            handleStandstill(context, before, uptime - before.movedAt());
        }
    }

    private static void handleStandstill(DecisionContext context, ChannelState channel, long still) {
        String queue = channel.queue();
        String seconds = still / 1_000 + " s";
        String what = isOpening(queue)
                ? "no usable topics of " + name(queue) + " have been seen for " + seconds
                : name(queue) + " has not moved for " + seconds;
        if (still >= STUCK_AFTER && !channel.stuck()) {
            context.state.put(new ChannelState(channel.queue(), channel.upTo(), channel.movedAt(), true, false));
            context.audit(AuditRecords.operator(context, Reason.SOURCE_STALE, what));
        }
        if (still >= ALARM_AFTER && !channel.alarmed()) {
            context.state.put(new ChannelState(channel.queue(), channel.upTo(), channel.movedAt(), true, true));
            Alarms.raise(context, AlarmGroup.CHANNEL, channel.queue(), Reason.SOURCE_STALE, what);
        }
        if (still >= GIVE_UP_AFTER && WakeCondition.isSource(channel.queue())) {
            giveUp(context, channel.queue(), what);
        }
    }

    /** Escalates what waits for a source that may never move again: at most a hundred incidents a tick. */
    private static void giveUp(DecisionContext context, String queue, String what) {
        QueueEntry next = context.state.first(queue);
        for (int i = 0; i < MAX_AT_ONCE && next != null && !context.waker.isExhausted(); i++) {
            if (context.state.at(next) instanceof OpenIncident open
                    && !context.isFrozen(open.incident())
                    && waitsForNothingElse(open)) {
                context.waker.countWoken();
                EscalatedState.startSilently(context, open.incident(), Reason.SOURCE_STALE, what + ": nobody can tell");
            }
            next = context.state.next(queue, next);
        }
    }

    /** True when the incident waits for sources alone. */
    private static boolean waitsForNothingElse(OpenIncident open) {
        Incident incident = open.incident();
        boolean resumesHere = open.resumeOn().stream().allMatch(wait -> WakeCondition.isSource(wait.queue()));
        return incident.work().active() == null
                && incident.until() == 0
                && (incident.state() == IncidentState.VERIFYING
                        || incident.state() == IncidentState.DEFERRED && resumesHere);
    }

    private static void end(DecisionContext context, ChannelState channel) {
        context.state.remove(channel.key());
        if (channel.stuck()) {
            String how = isOpening(channel.queue())
                    ? " has no incident that waits for it any more"
                    : " is not read any more";
            Alarms.clear(context, AlarmGroup.CHANNEL, channel.queue(), name(channel.queue()) + how);
        }
    }

    /** True for the queue that waits for a site's topics. */
    private static boolean isOpening(String queue) {
        return queue.equals(WakeCondition.open(WakeCondition.nameOf(queue)));
    }

    static List<String> stuck(DeciderState state) {
        List<String> stuck = new ArrayList<>();
        state.forEach(ChannelState.PREFIX, ChannelState.class, channel -> {
            if (channel.stuck()) {
                stuck.add(name(channel.queue()));
            }
        });
        return stuck;
    }

    /** For people: {@code source edge-syslog, partition 3}. */
    private static String name(String queue) {
        String name = WakeCondition.nameOf(queue);
        if (WakeCondition.isSource(queue)) {
            int slash = name.indexOf('/');
            return "source " + name.substring(slash + 1) + ", partition " + name.substring(0, slash);
        }
        return queue.equals(WakeCondition.OPERATORS) ? "operator-inputs" : "site " + name;
    }
}
