package dev.farrier.decide.state;

import dev.farrier.decide.state.BreakerRecord.StormScope;
import dev.farrier.decide.state.BreakerRecord.StormState;
import dev.farrier.model.HaltScope;
import dev.farrier.model.SlotType;
import org.jspecify.annotations.Nullable;

/**
 * What wakes a record: its place in a queue. Each record waits in the queue of what ends its wait, so that an input costs the
 * same however many records wait for something else.
 *
 * <p>A queue is a <em>clock</em> ({@link #LOG}, {@link #TICK}, {@link #AWAKE}, {@link #OPERATORS}, a site, a source, a heartbeat),
 * which wakes the records whose {@code order} it has passed; or an <em>event</em> (the end of a halt, a free target, a free
 * slot), which wakes all records, smallest {@code order} first.
 *
 * @param order a time of the clock, or the place in the queue of the event
 */
public record WakeCondition(String queue, long order) {
    /** The decider's clock: the greatest record time of its log. */
    public static final String LOG = "log";
    /** Record time of the last tick: stands still while the decider lags on its own log. */
    public static final String TICK = "tick";
    /** Uptime of the decider. */
    public static final String AWAKE = "awake";
    /** Read position of {@code operator-inputs}. */
    public static final String OPERATORS = "operators";
    /** The end of the halt of everything. */
    public static final String HALT = "halt";
    /** A core with the deployment's signing key is active. */
    public static final String KEY = "key";

    private static final String SITE = "site/";
    private static final String SOURCE = "source/";
    private static final String HEARTBEAT = "speaker/";
    private static final String LIVENESS = "life/";
    private static final String CALL = "call/";
    private static final String BUDGET = "budget/";
    private static final String INCIDENT = BUDGET + "incident/";
    private static final String POLICY = "policy/";
    private static final String STORM = "storm/";
    private static final String SILENCE = "silence/";
    private static final String MAINTENANCE = "maintenance/";

    /** The end of the halt of this scope. */
    public static String halt(HaltScope scope) {
        return scope.isAll() ? HALT : HALT + "/" + scope.text();
    }

    public static WakeCondition until(long at) {
        return new WakeCondition(LOG, at);
    }

    /** Read position of the site's outcomes. */
    public static String site(String site) {
        return SITE + site;
    }

    /** Watermark of the source in a detect partition. */
    public static String source(int partition, String source) {
        return SOURCE + partition + "/" + source;
    }

    /** Last heartbeat of an emitter of the source. */
    public static String heartbeat(String source, String emitter) {
        return HEARTBEAT + source + "/" + emitter;
    }

    /** Last heartbeat of any emitter of the source. */
    public static String sourceLiveness(String source) {
        return LIVENESS + source;
    }

    /** The target's lease is free. */
    public static String target(String target) {
        return "target/" + target;
    }

    /** A resource of the budget is disrupted or unhealthy no longer, or the budgets in force have changed. */
    public static String budget(String name) {
        return BUDGET + name;
    }

    /** A resource of the group has an incident of the policy no longer, or the limits in force have changed. */
    public static String unhealthy(String policy, String group) {
        return BUDGET + "policy/" + policy + "/" + group;
    }

    /** A person has acknowledged that the policy had stopped itself. */
    public static String policy(String name) {
        return POLICY + name;
    }

    /** The silence has ended before its time. */
    public static String silence(String id) {
        return SILENCE + id;
    }

    /** The maintenance has ended, or selects other resources now. */
    public static String maintenance(String id) {
        return MAINTENANCE + id;
    }

    /** The storm is over, or its breaker is in force no longer. */
    public static String storm(StormScope scope) {
        return STORM + StormState.key(scope);
    }

    /** Fewer resources of the budget's domain are unhealthy, or a person has let it go on. */
    public static String domain(String budget, String label) {
        return BUDGET + "domain/" + budget + "/" + label;
    }

    /** The resource has no open incident any more, or the inventory in force has changed. */
    public static String health(String resource) {
        return BUDGET + "health/" + resource;
    }

    /** The incident has ended, or the inhibit rules in force have changed. */
    public static String incident(String id) {
        return INCIDENT + id;
    }

    /** The id of the incident whose end the queue waits for; null: it waits for something else. */
    public static @Nullable String incidentOf(String queue) {
        return queue.startsWith(INCIDENT) ? queue.substring(INCIDENT.length()) : null;
    }

    public static boolean isBudget(String queue) {
        return queue.startsWith(BUDGET);
    }

    /** Prefix of all {@link #budget}, {@link #unhealthy}, {@link #domain}, {@link #health} and {@link #incident} queues. */
    public static String budgets() {
        return BUDGET;
    }

    /** A reservation of the counter has ended. */
    public static String limit(String counter) {
        return "limit/" + counter;
    }

    /** The site's topics can be used. */
    public static String open(String site) {
        return "open/" + site;
    }

    /** A free slot for a rung that has started. */
    public static String room(String site, SlotType lane, String actionType) {
        return rooms(site) + lane + "/" + actionType;
    }

    /** A free slot for a rung that has not started. */
    public static String room(String site, SlotType lane, String actionType, String policy) {
        return room(site, lane, actionType) + "/" + policy;
    }

    /** Prefix of all {@link #room} queues of the site. */
    public static String rooms(String site) {
        return "room/" + site + "/";
    }

    /** An eligible worker of the site. */
    public static String worker(String site, SlotType lane, String actionType) {
        return workers(site) + lane + "/" + actionType;
    }

    /** Prefix of all {@link #worker} queues of the site. */
    public static String workers(String site) {
        return "worker/" + site + "/";
    }

    /** The delivery of a collective call. */
    public static String call(String call) {
        return CALL + call;
    }

    public static boolean isCall(String queue) {
        return queue.startsWith(CALL);
    }

    /** Prefix of all {@link #source} queues. */
    public static String sources() {
        return SOURCE;
    }

    public static boolean isSource(String queue) {
        return queue.startsWith(SOURCE);
    }

    /** True when {@link #order} is a time of a clock. */
    public boolean isTimed() {
        return queue.equals(LOG)
                || queue.equals(TICK)
                || queue.equals(AWAKE)
                || queue.equals(OPERATORS)
                || queue.startsWith(SITE)
                || queue.startsWith(SOURCE)
                || queue.startsWith(HEARTBEAT)
                || queue.startsWith(LIVENESS);
    }

    /** What follows the prefix, such as the site's name. */
    public static String nameOf(String queue) {
        return queue.substring(queue.indexOf('/') + 1);
    }
}
