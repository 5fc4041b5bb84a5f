package dev.farrier.decide;

import dev.farrier.model.SlotType;

/**
 * A place in one queue. Everything that waits is filed under exactly what ends the wait, so that an input costs the same
 * however much waits for something else.
 *
 * <p>Two kinds of queue: a <em>clock</em> ({@link #LOG}, {@link #TICK}, {@link #OPERATORS}, a site, a source, a speaker) wakes
 * what is in it when it has passed {@code order}; an <em>event</em> (a resume, a target that is free, room at a site) wakes
 * everything in it, smallest {@code order} first.
 *
 * @param order a time of that clock, or the place in the queue
 */
public record WakeCondition(String queue, long order) {
    /** The decider's clock: the greatest record time of its log. */
    static final String LOG = "log";
    /** Record time of the last tick: stands still while the decider is behind on its own log. */
    static final String TICK = "tick";
    /** How long the decider has been reading: its own outages do not count. */
    static final String AWAKE = "awake";
    /** Up to when what people said has been read. */
    static final String OPERATORS = "operators";
    /** The end of a halt. */
    static final String HALT = "halt";
    /** A core that signs with the deployment's key. */
    static final String KEY = "key";

    private static final String SITE = "site/";
    private static final String SOURCE = "source/";
    private static final String SPEAKER = "speaker/";
    private static final String LIFE = "life/";
    private static final String CALL = "call/";

    static WakeCondition until(long at) {
        return new WakeCondition(LOG, at);
    }

    /** Up to when this site's outcomes have been read. */
    static String site(String site) {
        return SITE + site;
    }

    /** Up to when this source has been read in one detect partition. */
    static String source(int partition, String source) {
        return SOURCE + partition + "/" + source;
    }

    /** When this speaker of a source was heard last. */
    static String heartbeat(String source, String speaker) {
        return SPEAKER + source + "/" + speaker;
    }

    /** When anybody of this source was heard last. */
    static String sourceLiveness(String source) {
        return LIFE + source;
    }

    /** The end of another incident on this target. */
    static String target(String target) {
        return "target/" + target;
    }

    /** A place of this counter of a limit that was reserved is taken or given back. */
    static String limit(String counter) {
        return "limit/" + counter;
    }

    /** The topics of this site. */
    static String open(String site) {
        return "open/" + site;
    }

    /** Room for what has begun. */
    static String room(String site, SlotType lane, String actionType) {
        return rooms(site) + lane + "/" + actionType;
    }

    /** Room for a first rung. */
    static String room(String site, SlotType lane, String actionType, String policy) {
        return room(site, lane, actionType) + "/" + policy;
    }

    /** Begins the names of all {@link #room} queues of a site. */
    static String rooms(String site) {
        return "room/" + site + "/";
    }

    /** Any worker of the site that may do this. */
    static String worker(String site, SlotType lane, String actionType) {
        return workers(site) + lane + "/" + actionType;
    }

    /** Begins the names of all {@link #worker} queues of a site. */
    static String workers(String site) {
        return "worker/" + site + "/";
    }

    /** The delivery of a call that stands for several incidents. */
    static String call(String call) {
        return CALL + call;
    }

    static boolean isCall(String queue) {
        return queue.startsWith(CALL);
    }

    /** Begins the names of all {@link #source} queues. */
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
                || queue.startsWith(SPEAKER)
                || queue.startsWith(LIFE);
    }

    /** The name behind the prefix: the site of a site's clock, and so on. */
    static String nameOf(String queue) {
        return queue.substring(queue.indexOf('/') + 1);
    }
}
