package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Deployment;
import dev.farrier.decide.StateRecord.Site;
import dev.farrier.model.Incident;
import dev.farrier.model.Reason;
import dev.farrier.policy.Policy;
import org.jspecify.annotations.Nullable;

/**
 * Nothing is handed out while the decider has not read what was said before: on its own log, by people, by the site, or by a
 * source that could end the symptom (promise 5). Otherwise the stronger rung meets a machine that has long reported to be
 * well.
 */
final class CatchingUp {
    /** There is a tick each second: an older one means that the log is read late. */
    static final long OLDEST_TICK = 3_000;

    /** People and sources must have been read up to so long ago. */
    static final long OLDEST_READ = 5_000;

    /** A site's marker comes at least every 5 s while it can be written to and read. */
    static final long OLDEST_MARKER = 10_000;

    private CatchingUp() {}

    /** Everything but the sources: asked before every command. */
    static Ruling ask(Turn turn, String site) {
        Ruling own = own(turn);
        if (!own.acts()) {
            return own;
        }
        Wait people = new Wait(Wait.OPERATORS, turn.now - OLDEST_READ);
        if (turn.clock(people) < people.order()) {
            return Ruling.defer(Reason.CATCHING_UP, "what people said has not been read up to now", people);
        }
        return site(turn, site);
    }

    /** Its own log and key. */
    static Ruling own(Turn turn) {
        Deployment deployment = turn.state.get(Deployment.KEY, Deployment.class);
        if (deployment != null && !deployment.signer().equals(deployment.keyId())) {
            return Ruling.defer(
                    Reason.SIGNING_KEY,
                    "this instance signs with key " + deployment.signer() + ", the deployment with "
                            + deployment.keyId() + ": 'farrier keys rotate --to " + deployment.signer()
                            + "' when that is meant",
                    new Wait(Wait.KEY, turn.now));
        }
        Wait tick = new Wait(Wait.TICK, turn.now - OLDEST_TICK);
        return turn.clock(tick) < tick.order()
                ? Ruling.defer(Reason.CATCHING_UP, "the decider reads its own log late", tick)
                : Ruling.ACT;
    }

    private static Ruling site(Turn turn, String name) {
        Site site = turn.site(name);
        if (site == null || !site.usable()) {
            return Ruling.defer(
                    Reason.UNKNOWN_SITE,
                    "no usable topics of site '" + name + "' have been seen",
                    new Wait(Wait.open(name), turn.now));
        }
        return isOpen(turn, site)
                ? Ruling.ACT
                : Ruling.defer(
                        Reason.CATCHING_UP,
                        "what site " + name + " said has not been read up to now",
                        new Wait(Wait.site(name), turn.now - OLDEST_MARKER));
    }

    /** Its topics can be written to, as far as is known: a write to one that can't would stop all sites. */
    static boolean isOpen(Turn turn, @Nullable Site site) {
        return site != null && site.usable() && site.upTo() >= turn.now - OLDEST_MARKER;
    }

    /** The sources that could end the symptom: asked before a rung is started. */
    static Ruling sources(Turn turn, Incident incident, Policy policy, boolean confirms) {
        long newest = GuardChain.newest(incident);
        if (confirms || newest >= turn.now - OLDEST_READ) {
            return Ruling.ACT;
        }
        for (String name : SourceWatch.telling(policy, policy.clears())) {
            long lag = SourceWatch.maxLag(turn.bundle(incident).sources().get(name));
            Wait read = new Wait(Wait.source(incident.detection().partition(), name), turn.now - OLDEST_READ - lag);
            if (turn.clock(read) < read.order()) {
                return Ruling.defer(Reason.CATCHING_UP, "source " + name + " has not been read up to now", read);
            }
        }
        return Ruling.ACT;
    }
}
