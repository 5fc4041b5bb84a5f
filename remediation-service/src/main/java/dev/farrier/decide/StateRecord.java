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
    default List<Wait> waits() {
        return wakeAt() > 0 ? List.of(Wait.until(wakeAt())) : List.of();
    }

    /**
     * @param now the greatest record time seen, epoch milliseconds
     * @param opened incidents opened so far; part of the next one's id
     * @param tickAt record time of the last tick; 0: there was none
     * @param awake how long the decider has been reading, milliseconds: gaps between its ticks, each counted as at most 2 s
     */
    record Clock(long now, long opened, long tickAt, long awake) implements StateRecord {
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
     * @param before the one that was in force before it; empty: none was
     */
    record ActiveBundle(String commit, String before) implements StateRecord {
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
    record Activation(String commit, long number, String refusal) implements StateRecord {
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
    record Parked(String incident, long number, Outcome outcome) implements StateRecord {
        @Override
        public String key() {
            return prefix(incident) + String.format(Locale.ROOT, "%09d", number);
        }

        static String prefix(String incident) {
            return "parked|" + incident + "|";
        }
    }

    /** Up to when {@code operator-inputs} has been read, epoch milliseconds. */
    record OperatorClock(long upTo) implements StateRecord {
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
     * @param marked how long its markers have come, milliseconds: gaps between them, each counted as at most 5 s
     * @param emptySince {@code marked} since when no worker is eligible; -1: one is
     * @param unservedSince {@code marked} since when something waits for a worker that could do it; -1: nothing does
     * @param controlsAt the decider's clock when the standing halt, or its absence, was said there last
     * @param servedPolicy the policy whose first rung was given room last: the next one is another's turn
     */
    record Site(
            String site,
            boolean usable,
            long upTo,
            long marked,
            long emptySince,
            long unservedSince,
            long controlsAt,
            String servedPolicy)
            implements StateRecord {
        @Override
        public String key() {
            return key(site);
        }

        public static String key(String site) {
            return "site|" + site;
        }

        /** Its topics have not been seen, and nothing was heard of it. */
        static Site unknown(String site) {
            return new Site(site, false, 0, 0, 0, -1, 0, "");
        }

        Site withUsable(boolean now) {
            return new Site(site, now, upTo, marked, emptySince, unservedSince, controlsAt, servedPolicy);
        }

        /** A marker that was appended then has come back. */
        Site readTo(long time, long newMarked) {
            return new Site(site, usable, time, newMarked, emptySince, unservedSince, controlsAt, servedPolicy);
        }

        Site withSince(long empty, long unserved) {
            return new Site(site, usable, upTo, marked, empty, unserved, controlsAt, servedPolicy);
        }

        Site withControlsAt(long at) {
            return new Site(site, usable, upTo, marked, emptySince, unservedSince, at, servedPolicy);
        }

        Site served(String policy) {
            return new Site(site, usable, upTo, marked, emptySince, unservedSince, controlsAt, policy);
        }
    }

    /**
     * The newest incarnation of one executor worker.
     *
     * @param firstHeardAt the decider's clock when this incarnation was first heard
     * @param heardMarked its site's marked time when it was heard last
     * @param contested an older incarnation spoke after it: two processes share one identity
     * @param strikes action type, or empty for all of them → what it has lost its credit by; those of calls begin with
     *     {@code call/}
     */
    record Worker(
            WorkerReport report,
            long firstHeardAt,
            long heardMarked,
            boolean contested,
            SortedMap<String, Strike> strikes)
            implements StateRecord {
        public Worker {
            strikes = Collections.unmodifiableSortedMap(new TreeMap<>(strikes));
        }

        @Override
        public String key() {
            return key(report.site(), report.worker().id());
        }

        public static String key(String site, String id) {
            return prefix(site) + id;
        }

        Worker heardAt(long marked) {
            return new Worker(report, firstHeardAt, marked, contested, strikes);
        }

        Worker withStrikes(SortedMap<String, Strike> newStrikes) {
            return new Worker(report, firstHeardAt, heardMarked, contested, newStrikes);
        }

        /** Of the keys of all workers of a site. */
        public static String prefix(String site) {
            return "worker|" + site + "|";
        }
    }

    /**
     * @param count how often in a row it did not claim, or refused
     * @param until its site's marked time until which it gets nothing of the kind
     */
    record Strike(int count, long until) {}

    /**
     * What the configuration of the deciding instances says.
     *
     * @param keyId id of the key that this deployment signs with
     * @param signer id of the key that the instance which decides now signs with
     */
    record Deployment(String keyId, String signer, long startWithin, long lossGrace, List<String> callSites)
            implements StateRecord {
        public static final String KEY = "deployment";

        public Deployment {
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
     * @param parks what it must wait for before it may go on
     * @param watches what may end it, or make it overdue, meanwhile
     * @param speakers queues ({@link Wait#speaker}) of who speaks for its group at the sources it knows of
     */
    record Held(Incident incident, List<Wait> parks, List<Wait> watches, List<String> speakers) implements StateRecord {
        public Held {
            parks = List.copyOf(parks);
            watches = List.copyOf(watches);
            speakers = List.copyOf(speakers);
        }

        @Override
        public String key() {
            return key(incident.id());
        }

        @Override
        public List<Wait> waits() {
            if (parks.isEmpty()) {
                return watches;
            }
            List<Wait> all = new ArrayList<>(parks);
            all.addAll(watches);
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
     * @param id the incident, or the {@link Collective}, that it is about
     * @param about the incident as it stood; of a collective: its first
     * @param count how many incidents it stands for
     * @param way index of the step of {@code escalate} or {@code onResolved} that is tried now
     * @param round how often all ways have been tried in vain
     * @param attempts commands on their way
     * @param tried {@code <way>/<site>/<worker>} of what was tried in this round
     * @param sent commands sent so far; numbers the next one's id
     * @param delivered one way has delivered
     * @param since the decider's clock when it was decided
     * @param held what it must wait for: the end of a halt of calls, a key; empty: nothing
     */
    record Call(
            String id,
            Purpose purpose,
            Incident about,
            long count,
            int way,
            int round,
            List<Attempt> attempts,
            List<String> tried,
            int sent,
            boolean delivered,
            long since,
            String held,
            long wakeAt)
            implements StateRecord {
        public Call {
            attempts = List.copyOf(attempts);
            tried = List.copyOf(tried);
        }

        @Override
        public String key() {
            return key(id, purpose);
        }

        @Override
        public List<Wait> waits() {
            return held.isEmpty() ? List.of(Wait.until(wakeAt)) : List.of(new Wait(held, since));
        }

        public static String key(String id, Purpose purpose) {
            return "call|" + id + "|" + purpose;
        }

        Call withAttempts(List<Attempt> left) {
            return with(way, round, left, tried, sent, delivered, "", wakeAt);
        }

        /** One way has ended so. */
        Call withDone(Incident.CommandResult done) {
            return new Call(
                    id,
                    purpose,
                    about.withDone(done),
                    count,
                    way,
                    round,
                    attempts,
                    tried,
                    sent,
                    delivered,
                    since,
                    held,
                    wakeAt);
        }

        Call heldBy(String queue) {
            return with(way, round, attempts, tried, sent, delivered, queue, wakeAt);
        }

        /** One more command is on its way. */
        Call sent(Attempt attempt, long nextAt) {
            List<Attempt> more = new ArrayList<>(attempts);
            more.add(attempt);
            List<String> sites = new ArrayList<>(tried);
            sites.add(way + "/" + attempt.site() + "/" + attempt.worker());
            return with(way, round, more, sites, sent + 1, delivered, "", nextAt);
        }

        Call nextAt(long at) {
            return with(way, round, attempts, tried, sent, delivered, "", at);
        }

        Call nextWay() {
            return with(way + 1, round, attempts, tried, sent, delivered, "", wakeAt);
        }

        /** From the first way again. */
        Call again(int newRound, long at) {
            return with(0, newRound, attempts, List.of(), sent, delivered, "", at);
        }

        Call nowDelivered(List<Attempt> left) {
            return with(way, round, left, tried, sent, true, "", wakeAt);
        }

        private Call with(
                int newWay,
                int newRound,
                List<Attempt> newAttempts,
                List<String> newTried,
                int newSent,
                boolean nowDelivered,
                String newHeld,
                long newWakeAt) {
            return new Call(
                    id,
                    purpose,
                    about,
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
     * @param until the decider's clock at which nobody waits for its end any more
     */
    record Attempt(String command, WorkerInstance worker, String site, int way, long sentAt, long until) {}

    /**
     * What a storm adds: one call for many incidents of a policy.
     *
     * @param first of its incidents
     * @param open how many of its incidents are not over
     * @param deliveredAt the decider's clock when its call was delivered; 0: it was not
     * @param wakeAt the decider's clock at which it is called; 0: it has been
     */
    record Collective(String id, Incident first, long count, long open, long deliveredAt, long wakeAt)
            implements StateRecord {
        @Override
        public String key() {
            return key(id);
        }

        public static String key(String id) {
            return "collective|" + id;
        }

        Collective joinedBy() {
            return new Collective(id, first, count + 1, open + 1, deliveredAt, wakeAt);
        }

        Collective leftBy() {
            return new Collective(id, first, count, open - 1, deliveredAt, wakeAt);
        }

        Collective begun() {
            return new Collective(id, first, count, open, deliveredAt, 0);
        }

        Collective deliveredAt(long at) {
            return new Collective(id, first, count, open, at, 0);
        }
    }

    /**
     * @param gathering id of the collective call that further incidents of this policy join; empty: none
     * @param made how many there were; numbers the next one's id
     */
    record PolicyCalls(String policy, String gathering, long made) implements StateRecord {
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
    record Backlog(String queue, long order, String last) implements StateRecord {
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
     * @param told a person has been told
     */
    record Channel(String queue, long upTo, long movedAt, boolean stuck, boolean told) implements StateRecord {
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
     * @param queue {@link Wait#speaker}
     * @param at event time, epoch milliseconds
     * @param watchdogSince since when the watchdog alert fires that speaks for it, epoch milliseconds; 0: it has none
     */
    record Speaker(String queue, long at, long watchdogSince) implements StateRecord {
        @Override
        public String key() {
            return key(queue);
        }

        public static String key(String queue) {
            return "speaker|" + queue;
        }
    }

    /** An incident that is over and still in the incidents topic. */
    record Closed(String incident, long wakeAt) implements StateRecord {
        @Override
        public String key() {
            return "closed|" + incident;
        }
    }

    /** While it stands, nobody but this incident touches the target. */
    record Lease(String target, String incident) implements StateRecord {
        @Override
        public String key() {
            return key(target);
        }

        public static String key(String target) {
            return "lease|" + target;
        }
    }

    /** Somebody has worked on the target, and ended at this time of the decider's clock. */
    record Worked(String target, long at, long wakeAt) implements StateRecord {
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
    record Starts(String counter, List<Long> times, SortedMap<String, Long> reserved, long wakeAt)
            implements StateRecord {
        public Starts {
            times = List.copyOf(times);
            reserved = Collections.unmodifiableSortedMap(new TreeMap<>(reserved));
        }

        static Starts none(String counter) {
            return new Starts(counter, List.of(), new TreeMap<>(), 0);
        }

        /** @param until when the record is not needed any more, unless another start is later */
        Starts started(long at, long until) {
            List<Long> more = new ArrayList<>(times);
            more.add(at);
            return new Starts(counter, more, reserved, Math.max(wakeAt, until));
        }

        Starts startedAfter(long from) {
            return new Starts(counter, times.stream().filter(at -> at > from).toList(), reserved, wakeAt);
        }

        Starts notStarted(Long at) {
            List<Long> fewer = new ArrayList<>(times);
            fewer.remove(at);
            return new Starts(counter, fewer, reserved, wakeAt);
        }

        Starts reservedBy(String incident, long at, long until) {
            SortedMap<String, Long> more = new TreeMap<>(reserved);
            more.put(incident, at);
            return new Starts(counter, times, more, Math.max(wakeAt, until));
        }

        Starts notReservedBy(String incident) {
            SortedMap<String, Long> fewer = new TreeMap<>(reserved);
            fewer.remove(incident);
            return new Starts(counter, times, fewer, wakeAt);
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
    record Ignored(String policy, SortedMap<String, String> group, Reason reason, long count, long wakeAt)
            implements StateRecord {
        /** How long after the last repeat an ignored detection counts as a new one. */
        public static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

        public Ignored {
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
    record Seen(int partition, SortedMap<String, Long> watermarks, long at) implements StateRecord {
        public Seen {
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
     * @param heardAt event time at which anybody of this source spoke last
     * @param since the decider's clock from which on its silence counts: our own outages do not
     */
    record SourceLife(String source, long heardAt, long since) implements StateRecord {
        @Override
        public String key() {
            return key(source);
        }

        public static String key(String source) {
            return "source|" + source;
        }
    }
}
