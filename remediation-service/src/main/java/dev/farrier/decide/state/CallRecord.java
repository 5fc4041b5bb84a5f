package dev.farrier.decide.state;

import dev.farrier.model.Incident;
import dev.farrier.model.Purpose;
import dev.farrier.model.WorkerInstance;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.List;

/** What the decider keeps of calls of persons. */
public sealed interface CallRecord extends StateRecord {
    /**
     * A call of a person, or the message that the incident is over. It is a record of its own since it depends on no target, no
     * other command and no particular site.
     *
     * @param id id of the incident or of the {@link CollectiveCall}
     * @param incident the incident when the call was made; of a collective call: the first
     * @param count incidents that it is for
     * @param stepIndex index of the step of {@code escalate} or {@code onResolved} that is tried now
     * @param round how often all steps have failed
     * @param attempts commands that have not ended
     * @param tried {@code <stepIndex>/<site>/<worker>} of the attempts of this round
     * @param sent commands sent so far; numbers the next one's id
     * @param delivered a step has succeeded
     * @param since the decider's clock when the call was made
     * @param blockingQueue queue of what blocks it: a halt of calls, a signing key; empty: nothing
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
        public static final String PREFIX = "call|";

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
            return PREFIX + id + "|" + purpose;
        }

        public CallState withResult(Incident.CommandResult result) {
            return withIncident(incident.withDone(result));
        }

        public CallState sent(CallAttempt attempt, long nextAt) {
            List<CallAttempt> more = new ArrayList<>(attempts);
            more.add(attempt);
            List<String> workers = new ArrayList<>(tried);
            workers.add(stepIndex + "/" + attempt.site() + "/" + attempt.worker());
            return unblocked()
                    .with(b -> b.attempts(more).tried(workers).sent(sent + 1).wakeAt(nextAt));
        }

        public CallState nextAt(long at) {
            return unblocked().withWakeAt(at);
        }

        public CallState nextStep() {
            return unblocked().withStepIndex(stepIndex + 1);
        }

        /** From the first step again. */
        public CallState nextRound(int newRound, long at) {
            return unblocked()
                    .with(b -> b.stepIndex(0).round(newRound).tried(List.of()).wakeAt(at));
        }

        public CallState unblocked() {
            return withBlockingQueue("");
        }
    }

    /**
     * @param sentAt the decider's clock when it was sent
     * @param expiresAt the decider's clock at which the attempt counts as lost
     */
    record CallAttempt(
            String command, WorkerInstance worker, String site, int stepIndex, long sentAt, long expiresAt) {}

    /**
     * One call for many incidents of a policy.
     *
     * @param first its first incident
     * @param open how many of its incidents are not over
     * @param deliveredAt the decider's clock when its call was delivered; 0: it was not
     * @param wakeAt when a person is called, by the decider's clock; 0: the call was made
     */
    @RecordBuilder
    @RecordBuilder.Options(prefixEnclosingClassNames = false)
    record CollectiveCall(String id, Incident first, long count, long open, long deliveredAt, long wakeAt)
            implements CallRecord, CollectiveCallBuilder.With {
        static final String PREFIX = "collective|";

        @Override
        public String key() {
            return key(id);
        }

        public static String key(String id) {
            return PREFIX + id;
        }

        public CollectiveCall join() {
            return with(b -> b.count(count + 1).open(open + 1));
        }

        public CollectiveCall leave() {
            return withOpen(open - 1);
        }

        public CollectiveCall started() {
            return withWakeAt(0);
        }

        public CollectiveCall delivered(long at) {
            return with(b -> b.deliveredAt(at).wakeAt(0));
        }
    }

    /**
     * @param openCollective id of the collective call that incidents of the policy join; empty: none
     * @param created collective calls made so far; part of the next one's id
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
