package dev.farrier.decide.call;

import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.state.CallRecord.CollectiveCall;
import dev.farrier.decide.state.CallRecord.PolicyCallState;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.Incident.CallStatus;
import dev.farrier.model.Purpose;

/** In an alert storm, incidents of a policy share one call while five of its calls are undelivered. */
public final class CollectiveCallHandler {
    private static final long GATHER_FOR = 30_000;
    private static final long MAX_GATHERED = 2_000;

    private CollectiveCallHandler() {}

    static void join(DecisionContext context, Incident incident) {
        String policy = incident.policy();
        PolicyCallState known = context.state.get(PolicyCallState.key(policy), PolicyCallState.class);
        PolicyCallState calls = known == null ? new PolicyCallState(policy, "", 0) : known;
        CollectiveCall open = context.state.get(CollectiveCall.key(calls.openCollective()), CollectiveCall.class);
        if (open == null || open.wakeAt() == 0 || open.count() >= MAX_GATHERED) {
            String id = policy + "-calls-" + (calls.created() + 1);
            open = new CollectiveCall(id, incident, 0, 0, 0, context.now + GATHER_FOR);
            context.state.put(new PolicyCallState(policy, id, calls.created() + 1));
        }
        context.state.put(open.join());
        context.save(incident.withCalling(new CallStatus(context.now, 0, open.id())));
    }

    /** Calls a person for all incidents that have joined. */
    public static void start(DecisionContext context, CollectiveCall collective) {
        if (collective.open() == 0) {
            context.state.remove(collective.key()); // all incidents have ended before anybody was called
        } else {
            context.state.put(collective.started());
            CallHandler.start(context, collective.id(), Purpose.ESCALATE, collective.first(), collective.count());
        }
    }

    static void handleDelivery(DecisionContext context, String id, long at) {
        CollectiveCall collective = context.state.get(CollectiveCall.key(id), CollectiveCall.class);
        if (collective != null) {
            context.state.put(collective.delivered(at));
            context.waker.wakeAll(WakeCondition.call(id));
        }
    }

    /** Notes in the incident that its collective call was delivered. */
    public static void recordDelivery(DecisionContext context, Incident incident) {
        CallStatus calling = incident.calling();
        CollectiveCall collective = context.state.get(CollectiveCall.key(calling.call()), CollectiveCall.class);
        if (collective != null && collective.deliveredAt() > 0) {
            context.save(
                    incident.withCalling(new CallStatus(calling.since(), collective.deliveredAt(), calling.call())));
        }
    }

    /** One of its incidents is over. Returns true when it was the last. */
    static boolean leave(DecisionContext context, String id) {
        CollectiveCall collective = context.state.get(CollectiveCall.key(id), CollectiveCall.class);
        if (collective == null) {
            return false;
        }
        CollectiveCall fewer = collective.leave();
        if (fewer.open() > 0 || fewer.wakeAt() > 0) {
            context.state.put(fewer);
            return false;
        }
        context.state.remove(fewer.key());
        return true;
    }
}
