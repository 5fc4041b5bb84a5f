package dev.farrier.decide;

import dev.farrier.model.SlotType;

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
    static final String LOG = "log";
    /** Record time of the last tick: stands still while the decider lags on its own log. */
    static final String TICK = "tick";
    /** Uptime of the decider. */
    static final String AWAKE = "awake";
    /** Read position of {@code operator-inputs}. */
    static final String OPERATORS = "operators";
    /** The end of a halt. */
    static final String HALT = "halt";
    /** A core with the deployment's signing key is active. */
    static final String KEY = "key";

    private static final String SITE = "site/";
    private static final String SOURCE = "source/";
    private static final String HEARTBEAT = "speaker/";
    private static final String LIVENESS = "life/";
    private static final String CALL = "call/";
    private static final String BUDGET = "budget/";

    static WakeCondition until(long at) {
        return new WakeCondition(LOG, at);
    }

    /** Read position of the site's outcomes. */
    static String site(String site) {
        return SITE + site;
    }

    /** Watermark of the source in a detect partition. */
    static String source(int partition, String source) {
        return SOURCE + partition + "/" + source;
    }

    /** Last heartbeat of an emitter of the source. */
    static String heartbeat(String source, String emitter) {
        return HEARTBEAT + source + "/" + emitter;
    }

    /** Last heartbeat of any emitter of the source. */
    static String sourceLiveness(String source) {
        return LIVENESS + source;
    }

    /** The target's lease is free. */
    static String target(String target) {
        return "target/" + target;
    }

    /** A resource of the budget is disrupted or unhealthy no longer, or the budgets in force have changed. */
    static String budget(String name) {
        return BUDGET + name;
    }

    /** Prefix of all {@link #budget} queues. */
    static String budgets() {
        return BUDGET;
    }

    /** A reservation of the counter has ended. */
    static String limit(String counter) {
        return "limit/" + counter;
    }

    /** The site's topics can be used. */
    static String open(String site) {
        return "open/" + site;
    }

    /** A free slot for a rung that has started. */
    static String room(String site, SlotType lane, String actionType) {
        return rooms(site) + lane + "/" + actionType;
    }

    /** A free slot for a rung that has not started. */
    static String room(String site, SlotType lane, String actionType, String policy) {
        return room(site, lane, actionType) + "/" + policy;
    }

    /** Prefix of all {@link #room} queues of the site. */
    static String rooms(String site) {
        return "room/" + site + "/";
    }

    /** An eligible worker of the site. */
    static String worker(String site, SlotType lane, String actionType) {
        return workers(site) + lane + "/" + actionType;
    }

    /** Prefix of all {@link #worker} queues of the site. */
    static String workers(String site) {
        return "worker/" + site + "/";
    }

    /** The delivery of a collective call. */
    static String call(String call) {
        return CALL + call;
    }

    static boolean isCall(String queue) {
        return queue.startsWith(CALL);
    }

    /** Prefix of all {@link #source} queues. */
    static String sources() {
        return SOURCE;
    }

    static boolean isSource(String queue) {
        return queue.startsWith(SOURCE);
    }

    /** True when {@link #order} is a time of a clock. */
    boolean isTimed() {
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
    static String nameOf(String queue) {
        return queue.substring(queue.indexOf('/') + 1);
    }
}
