package dev.farrier.decide;

import dev.farrier.model.Incident;
import dev.farrier.model.Purpose;
import dev.farrier.model.WorkerInstance;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.List;

/** What the decider keeps of calls of persons. */
public sealed interface CallRecord extends StateRecord {
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
    @RecordBuilder
    @RecordBuilder.Options(prefixEnclosingClassNames = false)
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
            implements CallRecord, CallStateBuilder.With {
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

        /** One of its attempts has ended so. */
        CallState withResult(Incident.CommandResult result) {
            return withIncident(incident.withDone(result));
        }

        /** One more command is on its way. */
        CallState sent(CallAttempt attempt, long nextAt) {
            List<CallAttempt> more = new ArrayList<>(attempts);
            more.add(attempt);
            List<String> workers = new ArrayList<>(tried);
            workers.add(stepIndex + "/" + attempt.site() + "/" + attempt.worker());
            return unblocked()
                    .with(b -> b.attempts(more).tried(workers).sent(sent + 1).wakeAt(nextAt));
        }

        CallState nextAt(long at) {
            return unblocked().withWakeAt(at);
        }

        CallState nextStep() {
            return unblocked().withStepIndex(stepIndex + 1);
        }

        /** From the first step again. */
        CallState nextRound(int newRound, long at) {
            return unblocked()
                    .with(b -> b.stepIndex(0).round(newRound).tried(List.of()).wakeAt(at));
        }

        CallState unblocked() {
            return withBlockingQueue("");
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
    @RecordBuilder
    @RecordBuilder.Options(prefixEnclosingClassNames = false)
    record CollectiveCall(String id, Incident first, long count, long open, long deliveredAt, long wakeAt)
            implements CallRecord, CollectiveCallBuilder.With {
        @Override
        public String key() {
            return key(id);
        }

        public static String key(String id) {
            return "collective|" + id;
        }

        CollectiveCall join() {
            return with(b -> b.count(count + 1).open(open + 1));
        }

        CollectiveCall leave() {
            return withOpen(open - 1);
        }

        CollectiveCall started() {
            return withWakeAt(0);
        }

        CollectiveCall delivered(long at) {
            return with(b -> b.deliveredAt(at).wakeAt(0));
        }
    }

    /**
     * @param openCollective id of the collective call that further incidents of this policy join; empty: none
     * @param created how many there were; numbers the next one's id
     */
    record PolicyCallState(String policy, String openCollective, long created) implements CallRecord {
        @Override
        public String key() {
            return key(policy);
        }

        public static String key(String policy) {
            return "calls|" + policy;
        }
    }
}
