package dev.farrier.decide;

import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.Labels;
import dev.farrier.model.Outcome;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.WorkerInstance;
import dev.farrier.model.WorkerReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One record of the decider's state. The set of them is the whole state: written through to a store by key, and enough to
 * start again from.
 */
public sealed interface StateRecord {
    /** {@code kind|id}. */
    String key();

    /** The decider's clock at which this record wants to be looked at; 0: never. */
    default long wakeAt() {
        return 0;
    }

    /** All that it waits for. */
    default List<WakeCondition> wakeConditions() {
        return wakeAt() > 0 ? List.of(WakeCondition.until(wakeAt())) : List.of();
    }

    /**
     * @param now the greatest record time seen, epoch milliseconds
     * @param opened incidents opened so far; part of the next one's id
     * @param tickAt record time of the last tick; 0: there was none
     * @param uptime how long the decider has been reading, milliseconds: gaps between its ticks, each counted as at most 2 s
     */
    record DeciderClock(long now, long opened, long tickAt, long uptime) implements StateRecord {
        public static final String KEY = "clock";

        @Override
        public String key() {
            return KEY;
        }
    }

    /** @param calls nobody is called either */
    record HaltState(boolean halted, boolean calls, String by, String why, long since) implements StateRecord {
        public static final String KEY = "halt";

        @Override
        public String key() {
            return KEY;
        }
    }

    /**
     * The commit that new incidents are decided under.
     *
     * @param previous the one that was in force before it; empty: none was
     */
    record ActiveBundle(String commit, String previous) implements StateRecord {
        public static final String KEY = "bundle";

        @Override
        public String key() {
            return KEY;
        }
    }

    /**
     * A commit that is to come into force.
     *
     * @param number the order in which they were asked for
     * @param refusal why it can't be used; empty: that is being tried
     */
    record PendingActivation(String commit, long number, String refusal) implements StateRecord {
        static final String PREFIX = "activation|";

        @Override
        public String key() {
            return key(commit);
        }

        public static String key(String commit) {
            return PREFIX + commit;
        }
    }

    /** In use, and this core can't use it: nothing is done under it. */
    record UnusableBundle(String commit, String why) implements StateRecord {
        static final String PREFIX = "unusable|";

        @Override
        public String key() {
            return key(commit);
        }

        public static String key(String commit) {
            return PREFIX + commit;
        }
    }

    /** What a worker said while its incident stood still; applied when that goes on. */
    record ParkedOutcome(String incident, long number, Outcome outcome) implements StateRecord {
        @Override
        public String key() {
            return prefix(incident) + String.format(Locale.ROOT, "%09d", number);
        }

        static String prefix(String incident) {
            return "parked|" + incident + "|";
        }
    }

    /** Up to when {@code operator-inputs} has been read, epoch milliseconds. */
    record OperatorWatermark(long upTo) implements StateRecord {
        public static final String KEY = "operators";

        @Override
        public String key() {
            return KEY;
        }
    }

    /**
     * A site that commands may be sent to.
     *
     * @param usable its topics exist and can be used
     * @param upTo up to when its outcomes have been read, epoch milliseconds; 0: no marker has come yet
     * @param siteTime how long its markers have come, milliseconds: gaps between them, each counted as at most 5 s
     * @param noWorkerSince {@code marked} since when no worker is eligible; -1: one is
     * @param unservedSince {@code marked} since when something waits for a worker that could do it; -1: nothing does
     * @param controlsSentAt the decider's clock when the standing halt, or its absence, was said there last
     * @param lastServedPolicy the policy whose first rung was given room last: the next one is another's turn
     */
    record SiteState(
            String site,
            boolean usable,
            long upTo,
            long siteTime,
            long noWorkerSince,
            long unservedSince,
            long controlsSentAt,
            String lastServedPolicy)
            implements StateRecord {
        @Override
        public String key() {
            return key(site);
        }

        public static String key(String site) {
            return "site|" + site;
        }

        /** Its topics have not been seen, and nothing was heard of it. */
        static SiteState unknown(String site) {
            return new SiteState(site, false, 0, 0, 0, -1, 0, "");
        }

        SiteState withUsable(boolean now) {
            return new SiteState(
                    site, now, upTo, siteTime, noWorkerSince, unservedSince, controlsSentAt, lastServedPolicy);
        }

        /** A marker that was appended then has come back. */
        SiteState readTo(long time, long newMarked) {
            return new SiteState(
                    site, usable, time, newMarked, noWorkerSince, unservedSince, controlsSentAt, lastServedPolicy);
        }

        SiteState withSince(long empty, long unserved) {
            return new SiteState(site, usable, upTo, siteTime, empty, unserved, controlsSentAt, lastServedPolicy);
        }

        SiteState withControlsSentAt(long at) {
            return new SiteState(site, usable, upTo, siteTime, noWorkerSince, unservedSince, at, lastServedPolicy);
        }

        SiteState withLastServedPolicy(String policy) {
            return new SiteState(site, usable, upTo, siteTime, noWorkerSince, unservedSince, controlsSentAt, policy);
        }
    }

    /**
     * The newest incarnation of one executor worker.
     *
     * @param firstHeardAt the decider's clock when this incarnation was first heard
     * @param lastHeardAt its site's marked time when it was heard last
     * @param contested an older incarnation spoke after it: two processes share one identity
     * @param backoffs action type, or empty for all of them → what it has lost its credit by; those of calls begin with
     *     {@code call/}
     */
    record WorkerState(
            WorkerReport report,
            long firstHeardAt,
            long lastHeardAt,
            boolean contested,
            SortedMap<String, WorkerBackoff> backoffs)
            implements StateRecord {
        public WorkerState {
            backoffs = Collections.unmodifiableSortedMap(new TreeMap<>(backoffs));
        }

        @Override
        public String key() {
            return key(report.site(), report.worker().id());
        }

        public static String key(String site, String id) {
            return prefix(site) + id;
        }

        WorkerState withLastHeardAt(long marked) {
            return new WorkerState(report, firstHeardAt, marked, contested, backoffs);
        }

        WorkerState withBackoffs(SortedMap<String, WorkerBackoff> newStrikes) {
            return new WorkerState(report, firstHeardAt, lastHeardAt, contested, newStrikes);
        }

        /** Of the keys of all workers of a site. */
        public static String prefix(String site) {
            return "worker|" + site + "|";
        }
    }

    /**
     * @param count how often in a row it did not claim, or refused
     * @param expiresAt its site's marked time until which it gets nothing of the kind
     */
    record WorkerBackoff(int count, long until) {}

    /**
     * What the configuration of the deciding instances says.
     *
     * @param keyId id of the key that this deployment signs with
     * @param signer id of the key that the instance which decides now signs with
     */
    record DeploymentState(String keyId, String signer, long startWithin, long lossGrace, List<String> callSites)
            implements StateRecord {
        public static final String KEY = "deployment";

        public DeploymentState {
            callSites = List.copyOf(callSites);
        }

        @Override
        public String key() {
            return KEY;
        }
    }

    /**
     * An incident that is not over.
     *
     * @param resumeOn what it must wait for before it may go on
     * @param checkOn what may end it, or make it overdue, meanwhile
     * @param heartbeats queues ({@link WakeCondition#heartbeat}) of who speaks for its group at the sources it knows of
     */
    record OpenIncident(
            Incident incident, List<WakeCondition> resumeOn, List<WakeCondition> checkOn, List<String> heartbeats)
            implements StateRecord {
        public OpenIncident {
            resumeOn = List.copyOf(resumeOn);
            checkOn = List.copyOf(checkOn);
            heartbeats = List.copyOf(heartbeats);
        }

        @Override
        public String key() {
            return key(incident.id());
        }

        @Override
        public List<WakeCondition> wakeConditions() {
            if (resumeOn.isEmpty()) {
                return checkOn;
            }
            List<WakeCondition> all = new ArrayList<>(resumeOn);
            all.addAll(checkOn);
            return all;
        }

        public static String key(String id) {
            return "incident|" + id;
        }
    }

    /**
     * A person must be called, or told that it is over. A record of its own: it needs no target, no end of another command,
     * and no particular site.
     *
     * @param id the incident, or the {@link CollectiveCall}, that it is about
     * @param incident the incident as it stood; of a collective: its first
     * @param count how many incidents it stands for
     * @param stepIndex index of the step of {@code escalate} or {@code onResolved} that is tried now
     * @param round how often all ways have been tried in vain
     * @param attempts commands on their way
     * @param tried {@code <way>/<site>/<worker>} of what was tried in this round
     * @param sent commands sent so far; numbers the next one's id
     * @param delivered one way has delivered
     * @param since the decider's clock when it was decided
     * @param blockingQueue what it must wait for: the end of a halt of calls, a key; empty: nothing
     */
    record CallState(
            String id,
            Purpose purpose,
            Incident incident,
            long count,
            int stepIndex,
            int round,
            List<CallAttempt> attempts,
            List<String> tried,
            int sent,
            boolean delivered,
            long since,
            String blockingQueue,
            long wakeAt)
            implements StateRecord {
        public CallState {
            attempts = List.copyOf(attempts);
            tried = List.copyOf(tried);
        }

        @Override
        public String key() {
            return key(id, purpose);
        }

        @Override
        public List<WakeCondition> wakeConditions() {
            return blockingQueue.isEmpty()
                    ? List.of(WakeCondition.until(wakeAt))
                    : List.of(new WakeCondition(blockingQueue, since));
        }

        public static String key(String id, Purpose purpose) {
            return "call|" + id + "|" + purpose;
        }

        CallState withAttempts(List<CallAttempt> left) {
            return with(stepIndex, round, left, tried, sent, delivered, "", wakeAt);
        }

        /** One way has ended so. */
        CallState withDone(Incident.CommandResult done) {
            return new CallState(
                    id,
                    purpose,
                    incident.withDone(done),
                    count,
                    stepIndex,
                    round,
                    attempts,
                    tried,
                    sent,
                    delivered,
                    since,
                    blockingQueue,
                    wakeAt);
        }

        CallState blockedOn(String queue) {
            return with(stepIndex, round, attempts, tried, sent, delivered, queue, wakeAt);
        }

        /** One more command is on its way. */
        CallState sent(CallAttempt attempt, long nextAt) {
            List<CallAttempt> more = new ArrayList<>(attempts);
            more.add(attempt);
            List<String> sites = new ArrayList<>(tried);
            sites.add(stepIndex + "/" + attempt.site() + "/" + attempt.worker());
            return with(stepIndex, round, more, sites, sent + 1, delivered, "", nextAt);
        }

        CallState nextAt(long at) {
            return with(stepIndex, round, attempts, tried, sent, delivered, "", at);
        }

        CallState nextStep() {
            return with(stepIndex + 1, round, attempts, tried, sent, delivered, "", wakeAt);
        }

        /** From the first way again. */
        CallState nextRound(int newRound, long at) {
            return with(0, newRound, attempts, List.of(), sent, delivered, "", at);
        }

        CallState withDelivered(List<CallAttempt> left) {
            return with(stepIndex, round, left, tried, sent, true, "", wakeAt);
        }

        private CallState with(
                int newWay,
                int newRound,
                List<CallAttempt> newAttempts,
                List<String> newTried,
                int newSent,
                boolean nowDelivered,
                String newHeld,
                long newWakeAt) {
            return new CallState(
                    id,
                    purpose,
                    incident,
                    count,
                    newWay,
                    newRound,
                    newAttempts,
                    newTried,
                    newSent,
                    nowDelivered,
                    since,
                    newHeld,
                    newWakeAt);
        }
    }

    /**
     * @param sentAt the decider's clock when it was sent
     * @param expiresAt the decider's clock at which nobody waits for its end any more
     */
    record CallAttempt(
            String command, WorkerInstance worker, String site, int stepIndex, long sentAt, long expiresAt) {}

    /**
     * What a storm adds: one call for many incidents of a policy.
     *
     * @param first of its incidents
     * @param open how many of its incidents are not over
     * @param deliveredAt the decider's clock when its call was delivered; 0: it was not
     * @param wakeAt the decider's clock at which it is called; 0: it has been
     */
    record CollectiveCall(String id, Incident first, long count, long open, long deliveredAt, long wakeAt)
            implements StateRecord {
        @Override
        public String key() {
            return key(id);
        }

        public static String key(String id) {
            return "collective|" + id;
        }

        CollectiveCall joinedBy() {
            return new CollectiveCall(id, first, count + 1, open + 1, deliveredAt, wakeAt);
        }

        CollectiveCall leftBy() {
            return new CollectiveCall(id, first, count, open - 1, deliveredAt, wakeAt);
        }

        CollectiveCall begun() {
            return new CollectiveCall(id, first, count, open, deliveredAt, 0);
        }

        CollectiveCall deliveredAt(long at) {
            return new CollectiveCall(id, first, count, open, at, 0);
        }
    }

    /**
     * @param openCollective id of the collective call that further incidents of this policy join; empty: none
     * @param created how many there were; numbers the next one's id
     */
    record PolicyCallState(String policy, String openCollective, long created) implements StateRecord {
        @Override
        public String key() {
            return key(policy);
        }

        public static String key(String policy) {
            return "calls|" + policy;
        }
    }

    /**
     * A queue of which not everybody could be woken at once.
     *
     * @param order with {@code last}: the last one that was; {@link Long#MIN_VALUE}: nobody
     */
    record WakeBacklog(String queue, long order, String last) implements StateRecord {
        @Override
        public String key() {
            return key(queue);
        }

        public static String key(String queue) {
            return "backlog|" + queue;
        }
    }

    /**
     * How a channel moves.
     *
     * @param queue its clock
     * @param upTo where it stood
     * @param movedAt awake time at which it was seen to move last
     * @param stuck it has been said that it stands still
     * @param alarmed a person has been told
     */
    record ChannelState(String queue, long upTo, long movedAt, boolean stuck, boolean alarmed) implements StateRecord {
        @Override
        public String key() {
            return key(queue);
        }

        public static String key(String queue) {
            return "channel|" + queue;
        }
    }

    /**
     * When a speaker that open incidents depend on was heard last.
     *
     * @param queue {@link WakeCondition#heartbeat}
     * @param at event time, epoch milliseconds
     * @param watchdogSince since when the watchdog alert fires that speaks for it, epoch milliseconds; 0: it has none
     */
    record HeartbeatState(String queue, long at, long watchdogSince) implements StateRecord {
        @Override
        public String key() {
            return key(queue);
        }

        public static String key(String queue) {
            return "speaker|" + queue;
        }
    }

    /** An incident that is over and still in the incidents topic. */
    record ClosedIncident(String incident, long wakeAt) implements StateRecord {
        @Override
        public String key() {
            return "closed|" + incident;
        }
    }

    /** While it stands, nobody but this incident touches the target. */
    record TargetLease(String target, String incident) implements StateRecord {
        @Override
        public String key() {
            return key(target);
        }

        public static String key(String target) {
            return "lease|" + target;
        }
    }

    /** Somebody has worked on the target, and ended at this time of the decider's clock. */
    record LastRemediation(String target, long at, long wakeAt) implements StateRecord {
        @Override
        public String key() {
            return key(target);
        }

        public static String key(String target) {
            return "worked|" + target;
        }
    }

    /**
     * When rungs were started, for one counter of a limit: only those that still lie in its window.
     *
     * @param reserved incidents whose rung still looks whether there is anything to do → since when
     */
    record RungStarts(String counter, List<Long> times, SortedMap<String, Long> reserved, long wakeAt)
            implements StateRecord {
        public RungStarts {
            times = List.copyOf(times);
            reserved = Collections.unmodifiableSortedMap(new TreeMap<>(reserved));
        }

        static RungStarts none(String counter) {
            return new RungStarts(counter, List.of(), new TreeMap<>(), 0);
        }

        /** @param expiresAt when the record is not needed any more, unless another start is later */
        RungStarts started(long at, long until) {
            List<Long> more = new ArrayList<>(times);
            more.add(at);
            return new RungStarts(counter, more, reserved, Math.max(wakeAt, until));
        }

        RungStarts startedAfter(long from) {
            return new RungStarts(
                    counter, times.stream().filter(at -> at > from).toList(), reserved, wakeAt);
        }

        RungStarts notStarted(Long at) {
            List<Long> fewer = new ArrayList<>(times);
            fewer.remove(at);
            return new RungStarts(counter, fewer, reserved, wakeAt);
        }

        RungStarts reservedBy(String incident, long at, long until) {
            SortedMap<String, Long> more = new TreeMap<>(reserved);
            more.put(incident, at);
            return new RungStarts(counter, times, more, Math.max(wakeAt, until));
        }

        RungStarts notReservedBy(String incident) {
            SortedMap<String, Long> fewer = new TreeMap<>(reserved);
            fewer.remove(incident);
            return new RungStarts(counter, times, fewer, wakeAt);
        }

        @Override
        public String key() {
            return key(counter);
        }

        public static String key(String counter) {
            return "starts|" + counter;
        }
    }

    /** This policy leaves this target alone until {@code wakeAt}. */
    record Cooldown(String policy, String target, boolean shadow, long wakeAt) implements StateRecord {
        @Override
        public String key() {
            return key(policy, target, shadow);
        }

        public static String key(String policy, String target, boolean shadow) {
            return "cooldown|" + (shadow ? "shadow|" : "") + policy + "|" + target;
        }
    }

    /**
     * A person has cancelled the incident of a symptom that was still there.
     *
     * @param detection the one that opened the incident
     * @param detector hash of the detector that it was of: nobody tells of its end under another
     * @param lastMatch event time of the newest match that was told of
     * @param since the decider's clock when it was cancelled
     * @param untilResolved nothing is done for it until it has ended; else it is decided again at {@code wakeAt}
     * @param wakeAt also: when it has been quiet for long enough to have ended, or is followed no longer
     */
    record CancelledSymptom(
            String policy,
            SortedMap<String, String> group,
            Detection detection,
            String detector,
            long lastMatch,
            long since,
            boolean untilResolved,
            long wakeAt)
            implements StateRecord {
        public CancelledSymptom {
            group = Labels.copyOf(group);
        }

        @Override
        public String key() {
            return key(policy, group);
        }

        public static String key(String policy, SortedMap<String, String> group) {
            return "cancelled|" + policy + "|" + Labels.key(group);
        }

        CancelledSymptom matched(long at, long newWakeAt) {
            return new CancelledSymptom(
                    policy, group, detection, detector, Math.max(lastMatch, at), since, untilResolved, newWakeAt);
        }
    }

    /** Detections of this policy and group that were ignored for one reason: recorded once, then counted. */
    record IgnoredDetections(String policy, SortedMap<String, String> group, Reason reason, long count, long wakeAt)
            implements StateRecord {
        /** How long after the last repeat an ignored detection counts as a new one. */
        public static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

        public IgnoredDetections {
            group = Labels.copyOf(group);
        }

        @Override
        public String key() {
            return key(policy, group);
        }

        public static String key(String policy, SortedMap<String, String> group) {
            return "ignored|" + policy + "|" + Labels.key(group);
        }
    }

    /** How far one detect partition has seen, source by source. */
    record DetectWatermarks(int partition, SortedMap<String, Long> watermarks, long at) implements StateRecord {
        public DetectWatermarks {
            watermarks = Collections.unmodifiableSortedMap(new TreeMap<>(watermarks));
        }

        @Override
        public String key() {
            return key(partition);
        }

        public static String key(int partition) {
            return "seen|" + partition;
        }
    }

    /**
     * @param lastHeardAt event time at which anybody of this source spoke last
     * @param since the decider's clock from which on its silence counts: our own outages do not
     */
    record SourceLiveness(String source, long lastHeardAt, long since) implements StateRecord {
        @Override
        public String key() {
            return key(source);
        }

        public static String key(String source) {
            return "source|" + source;
        }
    }
}
