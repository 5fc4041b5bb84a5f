package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Collective;
import dev.farrier.decide.StateRecord.PolicyCalls;
import dev.farrier.model.Incident;
import dev.farrier.model.Incident.CallStatus;
import dev.farrier.model.Purpose;

/** What a storm adds: the incidents of a policy that come while enough of its calls are under way share one call. */
final class CollectiveCalls {
    private static final long GATHER_FOR = 30_000;
    private static final long MAX_GATHERED = 2_000;

    private CollectiveCalls() {}

    static void join(Turn turn, Incident incident) {
        String policy = incident.policy();
        PolicyCalls known = turn.state.get(PolicyCalls.key(policy), PolicyCalls.class);
        PolicyCalls calls = known == null ? new PolicyCalls(policy, "", 0) : known;
        Collective open = turn.state.get(Collective.key(calls.gathering()), Collective.class);
        if (open == null || open.wakeAt() == 0 || open.count() >= MAX_GATHERED) {
            String id = policy + "-calls-" + (calls.made() + 1);
            open = new Collective(id, incident, 0, 0, 0, turn.now + GATHER_FOR);
            turn.state.put(new PolicyCalls(policy, id, calls.made() + 1));
        }
        turn.state.put(open.joinedBy());
        turn.save(incident.withCalling(new CallStatus(turn.now, 0, open.id())));
    }

    /** It has gathered for long enough. */
    static void gathered(Turn turn, Collective collective) {
        if (collective.open() == 0) {
            turn.state.remove(collective.key()); // all over before anybody was called
        } else {
            turn.state.put(collective.begun());
            Calls.begin(turn, collective.id(), Purpose.ESCALATE, collective.first(), collective.count());
        }
    }

    static void delivered(Turn turn, String id, long at) {
        Collective collective = turn.state.get(Collective.key(id), Collective.class);
        if (collective != null) {
            turn.state.put(collective.deliveredAt(at));
            turn.waker.wakeAll(Wait.call(id));
        }
    }

    /** The call that stands for this incident among others may have been delivered. */
    static void heard(Turn turn, Incident incident) {
        CallStatus calling = incident.calling();
        Collective collective = turn.state.get(Collective.key(calling.call()), Collective.class);
        if (collective != null && collective.deliveredAt() > 0) {
            turn.save(incident.withCalling(new CallStatus(calling.since(), collective.deliveredAt(), calling.call())));
        }
    }

    /** One of its incidents is over. True when that was the last. */
    static boolean left(Turn turn, String id) {
        Collective collective = turn.state.get(Collective.key(id), Collective.class);
        if (collective == null) {
            return false;
        }
        Collective fewer = collective.leftBy();
        if (fewer.open() > 0 || fewer.wakeAt() > 0) {
            turn.state.put(fewer);
            return false;
        }
        turn.state.remove(fewer.key());
        return true;
    }
}
