package dev.farrier.decide.context;

import dev.farrier.decide.state.SiteRecord.SiteState;
import dev.farrier.decide.state.StateRecord.DeploymentState;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.Reason;
import dev.farrier.policy.Policy;
import org.jspecify.annotations.Nullable;

/**
 * Nothing is sent before the decider has read its own log, the operators' inputs, the outcomes of the site and the sources that
 * could end the symptom up to now (promise 5). Else a rung may run on a machine that has long reported to be well.
 */
public final class CatchUpCheck {
    /** The log has a tick each second: when the last one is older, milliseconds, the decider lags. */
    static final long OLDEST_TICK = 3_000;

    /** How old the read position of operators' inputs and sources may be, milliseconds. */
    static final long OLDEST_READ = 5_000;

    /** How old the read position of a site may be, milliseconds; its markers come at least every 5 s. */
    static final long OLDEST_MARKER = 10_000;

    private CatchUpCheck() {}

    /** All but the sources: asked before every command. */
    public static GuardResult check(DecisionContext context, String site) {
        GuardResult own = checkOwnLog(context);
        if (!own.passes()) {
            return own;
        }
        WakeCondition people = new WakeCondition(WakeCondition.OPERATORS, context.now - OLDEST_READ);
        if (context.clock(people) < people.order()) {
            return GuardResult.defer(Reason.CATCHING_UP, "the operators' inputs have not been read up to now", people);
        }
        return checkSite(context, site);
    }

    /** The decider's log, and its signing key. */
    public static GuardResult checkOwnLog(DecisionContext context) {
        DeploymentState deployment = context.state.get(DeploymentState.KEY, DeploymentState.class);
        if (deployment != null && !deployment.signer().equals(deployment.keyId())) {
            return GuardResult.defer(
                    Reason.SIGNING_KEY,
                    "this instance signs with key " + deployment.signer() + ", the deployment with "
                            + deployment.keyId() + ": 'farrier keys rotate --to " + deployment.signer()
                            + "' when that is meant",
                    new WakeCondition(WakeCondition.KEY, context.now));
        }
        WakeCondition tick = new WakeCondition(WakeCondition.TICK, context.now - OLDEST_TICK);
        return context.clock(tick) < tick.order()
                ? GuardResult.defer(Reason.CATCHING_UP, "the decider lags on its own log", tick)
                : GuardResult.ACT;
    }

    private static GuardResult checkSite(DecisionContext context, String name) {
        SiteState site = context.site(name);
        if (site == null || !site.usable()) {
            return GuardResult.defer(
                    Reason.UNKNOWN_SITE,
                    "no usable topics of site '" + name + "' have been seen",
                    new WakeCondition(WakeCondition.open(name), context.now));
        }
        return isOpen(context, site)
                ? GuardResult.ACT
                : GuardResult.defer(
                        Reason.CATCHING_UP,
                        "the outcomes of site " + name + " have not been read up to now",
                        new WakeCondition(WakeCondition.site(name), context.now - OLDEST_MARKER));
    }

    /** True when the site's topics can be written to, as far as is known: a failing write would stop all sites. */
    public static boolean isOpen(DecisionContext context, @Nullable SiteState site) {
        return site != null && site.usable() && site.upTo() >= context.now - OLDEST_MARKER;
    }

    /** The sources that could end the symptom: asked before a rung starts. */
    public static GuardResult checkSources(
            DecisionContext context, Incident incident, Policy policy, boolean confirms) {
        long newest = ClearingEvaluator.newestMatchAt(incident);
        if (confirms || newest >= context.now - OLDEST_READ) {
            return GuardResult.ACT;
        }
        for (String name : SourceStatus.clearingSources(policy, policy.clears())) {
            long lag = SourceStatus.maxLag(context.bundle(incident).sources().get(name));
            WakeCondition read = new WakeCondition(
                    WakeCondition.source(incident.detection().partition(), name), context.now - OLDEST_READ - lag);
            if (context.clock(read) < read.order()) {
                return GuardResult.defer(Reason.CATCHING_UP, "source " + name + " has not been read up to now", read);
            }
        }
        return GuardResult.ACT;
    }
}
