package dev.farrier.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Progress of an incident's remediation.
 *
 * @param rung index of the current rung; before the first, the index of the rung before it, else -1
 * @param step index within the phase
 * @param retries how often the current step has failed and been tried again
 * @param resends how often a command of the current step was revoked unstarted and sent again
 * @param workerLosses how often the worker of the current step's command was lost
 * @param commands commands sent so far; part of the next one's id
 * @param rungStartedAt decider's clock when the current rung started, of a rung that confirms when its steps started; 0: no
 *     rung has started
 * @param lastOutcomeAt when the rung's last outcome was appended; 0: none yet
 * @param verifyDeadline decider's clock by which the rung must be verified; 0: not verifying
 * @param active the command that was sent and has not ended; null: none
 * @param outputs step id → output, of the current rung, each cut at 4 KiB; {@code ID.outputs.NAME} → a value taken out of it
 * @param failureReason why the rung has failed, while its rollback runs; else null
 * @param cancelledBy who has cancelled the incident while a command was active; empty: nobody
 * @param unresolvedCommand id of a command whose end nobody knows and which was not run again; empty: none
 * @param owed what the steps took out of service and must be put back, in the order of the claims
 * @param ending what follows when nothing is owed any more; null: nothing has been put back yet
 * @param diagnosis what was asked before anything was changed; null: nothing was
 */
@RecordBuilder
public record RemediationProgress(
        int rung,
        RungPhase phase,
        int step,
        int retries,
        int resends,
        int workerLosses,
        int commands,
        long rungStartedAt,
        long lastOutcomeAt,
        long verifyDeadline,
        @Nullable ActiveCommand active,
        SortedMap<String, String> outputs,
        @Nullable Reason failureReason,
        String cancelledBy,
        String unresolvedCommand,
        List<OwedUndo> owed,
        @Nullable Ending ending,
        @Nullable Diagnosis diagnosis)
        implements RemediationProgressBuilder.With {
    private static final int OUTPUT = 4096;

    public static final RemediationProgress NOT_STARTED = RemediationProgressBuilder.builder()
            .rung(-1)
            .phase(RungPhase.NONE)
            .outputs(new TreeMap<>())
            .cancelledBy("")
            .unresolvedCommand("")
            .owed(List.of())
            .build();

    /** True once a command of the current rung may have run. */
    public boolean hasStarted() {
        return switch (phase) {
            case NONE, CONFIRM -> false;
            case STEPS -> step > 0 || retries > 0 || workerLosses > 0;
            case ROLLBACK, VERIFY, ESCALATE -> true;
        };
    }

    /** True while the steps of the diagnosis run: the rung looks, and has started nothing. */
    public boolean isDiagnosing() {
        return phase == RungPhase.CONFIRM && diagnosis != null && !diagnosis.over();
    }

    /** True while no rung has started; {@link #rung} then only says with which one it begins. */
    public boolean isBeforeFirstRung() {
        return rungStartedAt == 0;
    }

    /** The part of a rung that runs. */
    public enum RungPhase {
        NONE,
        CONFIRM,
        STEPS,
        ROLLBACK,
        VERIFY,
        ESCALATE
    }

    /**
     * @param worker who holds the first claim ({@link WorkerInstance#toString}); empty while nobody does
     * @param revoking the decider has written its own claim
     * @param refusal why its worker refused it; else null
     * @param wakeAt clock of its site at which it is overdue: unclaimed, not revoked, or without an end
     * @param trustNeverStartedAt decider's clock at which the report of a later incarnation that it never started is
     *     trusted; 0: there is none
     * @param undo what the run owes once a worker has claimed the command; null: nothing
     */
    public record ActiveCommand(
            Command command,
            String worker,
            boolean revoking,
            @Nullable RefusalReason refusal,
            long wakeAt,
            long trustNeverStartedAt,
            @Nullable OwedUndo undo) {

        public ActiveCommand(Command command, long wakeAt, @Nullable OwedUndo undo) {
            this(command, "", false, null, wakeAt, 0, undo);
        }

        public ActiveCommand claimedBy(String holder, long lostAt) {
            return new ActiveCommand(command, holder, false, refusal, lostAt, 0, undo);
        }

        public ActiveCommand revoking(@Nullable RefusalReason why, long againAt) {
            return new ActiveCommand(command, worker, true, why == null ? refusal : why, againAt, 0, undo);
        }

        public ActiveCommand neverStarted(long trustAt) {
            return new ActiveCommand(command, worker, revoking, refusal, wakeAt, trustAt, undo);
        }
    }

    /**
     * The action that undoes a step. A step is owed for once, however often it was tried.
     *
     * @param command id of the step's first command that a worker has claimed
     * @param action name of the Action that undoes it
     * @param with the values of its parameters
     * @param failure why it could not be put back; empty: it was not tried, or is being tried
     */
    public record OwedUndo(
            String rung, String step, String command, String action, SortedMap<String, String> with, String failure) {
        public OwedUndo {
            with = Collections.unmodifiableSortedMap(new TreeMap<>(with));
        }

        OwedUndo withFailure(String why) {
            return new OwedUndo(rung, step, command, action, with, why);
        }

        /** For people. */
        public String text() {
            return action + (with.isEmpty() ? "" : " " + with) + ", which undoes " + step
                    + (failure.isEmpty() ? "" : ": " + failure);
        }
    }

    /**
     * What follows when nothing is owed any more.
     *
     * @param state {@code RESOLVED}, {@code SUPPRESSED} or {@code CANCELLED}: the incident ends so; {@code ESCALATED}: it stays so;
     *     {@code DEFERRED}: the next rung is decided; {@code OPEN}: it ends, and its symptom is decided again at once
     * @param by who has cancelled it; empty: nobody
     * @param firedAgain the detector has fired since
     * @param callAt the decider's uptime at which a person is called when it still waits, milliseconds; 0: it does not wait
     */
    public record Ending(
            IncidentState state, Reason reason, String detail, String by, boolean firedAgain, long callAt) {
        public Ending(IncidentState state, Reason reason, String detail) {
            this(state, reason, detail, "", false, 0);
        }

        public Ending withFiredAgain() {
            return new Ending(state, reason, detail, by, true, callAt);
        }

        public Ending withCallAt(long at) {
            return new Ending(state, reason, detail, by, firedAgain, at);
        }
    }

    /**
     * What the steps of the diagnosis have found. Its phase is {@link RungPhase#CONFIRM}.
     *
     * @param until decider's clock at which the rung goes on without the rest; 0: nothing could be asked yet
     * @param confirmedUntil decider's clock up to which the answer of {@code confirm} counts; 0: another rung was confirmed
     * @param over the rung goes on
     * @param share how much of a step's output is kept, UTF-16 units
     * @param text what was found, step by step
     * @param missing which steps have found nothing, and why; empty: none
     */
    public record Diagnosis(long until, long confirmedUntil, boolean over, int share, String text, String missing) {
        /** How much is kept of the outputs of all steps, UTF-16 units. */
        public static final int KEPT = 8_192;

        private static final String STEP = "diagnose/";
        private static final int DETAIL = 500;

        /** The name that a step of a diagnosis has in commands and their audit. */
        public static String stepName(String id) {
            return STEP + id;
        }

        /** The id of the step that has this name in commands. */
        public static String idOf(String stepName) {
            return stepName.substring(STEP.length());
        }

        static boolean isStep(String name) {
            return name.startsWith(STEP);
        }

        public static Diagnosis starting(int steps, long confirmedUntil) {
            return new Diagnosis(0, confirmedUntil, false, KEPT / Math.max(1, steps), "", "");
        }

        public boolean isOverdue(long now) {
            return until > 0 && until <= now;
        }

        public Diagnosis until(long at) {
            return new Diagnosis(at, confirmedUntil, over, share, text, missing);
        }

        public Diagnosis ended() {
            return new Diagnosis(until, confirmedUntil, true, share, text, missing);
        }

        /** What an earlier rung's diagnosis has found. */
        Diagnosis ofEarlierRung() {
            return new Diagnosis(until, 0, true, share, text, missing);
        }

        /** The step has answered. */
        public Diagnosis found(String step, String output) {
            return withText(step + ":", output, missing);
        }

        /**
         * The step has not answered, or failed.
         *
         * @param why for people
         * @param output what it has printed all the same
         */
        public Diagnosis notFound(String step, String why, String output) {
            String line = step + ": " + Texts.cut(Texts.plain(why), DETAIL);
            return withText(line, output, missing.isEmpty() ? line : Texts.cut(missing + "; " + line, KEPT));
        }

        private Diagnosis withText(String line, String output, String nowMissing) {
            String kept = Texts.middleCut(output.strip(), share);
            String more = (text.isEmpty() ? "" : text + "\n") + line + (kept.isEmpty() ? "" : "\n" + kept);
            return new Diagnosis(until, confirmedUntil, over, share, more, nowMissing);
        }
    }

    public RemediationProgress {
        outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
        owed = List.copyOf(owed);
    }

    /** True while what the steps took out is put back. */
    public boolean isReturning() {
        return phase == RungPhase.ROLLBACK && ending != null;
    }

    /** What is put back next: the last that was taken out; null: all was tried. */
    public @Nullable OwedUndo nextOwed() {
        for (OwedUndo undo : owed.reversed()) {
            if (undo.failure().isEmpty()) {
                return undo;
            }
        }
        return null;
    }

    /** A worker has claimed the command of a step. */
    public RemediationProgress owing(@Nullable OwedUndo undo) {
        boolean known = undo == null
                || owed.stream()
                        .anyMatch(other ->
                                other.rung().equals(undo.rung()) && other.step().equals(undo.step()));
        return known
                ? this
                : withOwed(Stream.concat(owed.stream(), Stream.of(undo)).toList());
    }

    /** The command has surely changed nothing. */
    public RemediationProgress notOwingFor(String command) {
        return withOwed(
                owed.stream().filter(undo -> !undo.command().equals(command)).toList());
    }

    /** It was put back. */
    public RemediationProgress paid(OwedUndo undo) {
        return withOwed(owed.stream().filter(other -> !other.equals(undo)).toList());
    }

    /** It could not be put back. */
    public RemediationProgress unpaid(OwedUndo undo, String why) {
        return withOwed(owed.stream()
                .map(other -> other.equals(undo) ? undo.withFailure(why) : other)
                .toList());
    }

    /** All is tried again that could not be put back. */
    public RemediationProgress owingAgain() {
        return withOwed(owed.stream().map(undo -> undo.withFailure("")).toList());
    }

    /** What is still out, for people; empty: nothing is. */
    public String stillOut() {
        return owed.stream().map(OwedUndo::text).collect(Collectors.joining("; "));
    }

    /** The next rung starts: only the number of commands, who has cancelled it and the diagnosis are carried over. */
    public RemediationProgress startingRung(int next, long now) {
        return NOT_STARTED.with(b -> b.rung(next)
                .commands(commands)
                .rungStartedAt(now)
                .cancelledBy(cancelledBy)
                .diagnosis(diagnosis == null ? null : diagnosis.ofEarlierRung()));
    }

    public RemediationProgress atStep(RungPhase newPhase, int newStep) {
        return with(b -> b.phase(newPhase)
                .step(newStep)
                .retries(0)
                .resends(0)
                .workerLosses(0)
                .active(null));
    }

    public RemediationProgress atNextStep() {
        return atStep(phase, step + 1);
    }

    public RemediationProgress withRetry() {
        return with(b -> b.retries(retries + 1).active(null));
    }

    public RemediationProgress withResend() {
        return with(b -> b.resends(resends + 1).active(null));
    }

    public RemediationProgress withWorkerLoss() {
        return with(b -> b.workerLosses(workerLosses + 1).active(null));
    }

    /** Which attempt at the current step its next command is; 1 for the first. */
    public int attempt() {
        return retries + resends + workerLosses + 1;
    }

    public RemediationProgress withSent(ActiveCommand command) {
        return with(b -> b.commands(commands + 1).active(command));
    }

    /** @param at when the end of the active command was appended, epoch milliseconds */
    public RemediationProgress withCommandEnd(long at) {
        return with(b -> b.lastOutcomeAt(Math.max(lastOutcomeAt, at)).active(null));
    }

    /** @param deadline {@link #verifyDeadline} */
    public RemediationProgress verifyingUntil(long deadline) {
        int losses = phase == RungPhase.VERIFY ? workerLosses : 0;
        return with(b -> b.phase(RungPhase.VERIFY)
                .step(0)
                .retries(0)
                .workerLosses(losses)
                .verifyDeadline(deadline)
                .active(null));
    }

    /** @param extracted name → value taken out of the output */
    public RemediationProgress withOutput(String stepId, String output, SortedMap<String, String> extracted) {
        SortedMap<String, String> more = new TreeMap<>(outputs);
        more.put(stepId, Texts.cut(output, OUTPUT));
        extracted.forEach((name, value) -> more.put(stepId + ".outputs." + name, value));
        return withOutputs(more);
    }
}
