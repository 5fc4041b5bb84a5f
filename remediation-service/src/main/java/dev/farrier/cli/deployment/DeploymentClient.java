package dev.farrier.cli.deployment;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.model.Incident;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.view.Executors;
import dev.farrier.why.WhyAnswer;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;

/** A deployment, reached without its processes: what is asked and ordered here works also while they are down. */
public interface DeploymentClient extends AutoCloseable {
    /**
     * Nothing more is started, anywhere. Returns when the decider's topic and every site's have it.
     *
     * @param calls call nobody either
     * @return the sites whose workers were told directly
     */
    SortedSet<String> halt(boolean calls, String by, String why);

    /** As {@link #halt}, the other way round; calls go on too. */
    SortedSet<String> resume(String by, String why);

    /** From here on commands are signed with the key of this fingerprint. Returns when the decider's topic has it. */
    void rotateKey(String fingerprint, String by, String why);

    /** Those of which something was heard in the last minute. */
    List<Executors.ExecutorStatus> executors();

    /** Newest first, those that are over too. */
    List<Incident> incidents();

    /** What was decided about it and why, oldest first. */
    List<AuditRecord> audit(Incident incident);

    /**
     * Why a policy did, or did not, act on a target.
     *
     * @param at the moment asked about, epoch milliseconds
     * @throws dev.farrier.cli.CommandException when there is no such policy
     */
    WhyAnswer why(String policy, String target, long at) throws InterruptedException;

    /** Ends it; a command of it that is on its way or running is cancelled. */
    void cancel(Incident incident, String by, String why, Afterwards afterwards);

    /**
     * Sends a body as the source's receiver takes it. Returns when it is stored.
     *
     * @throws dev.farrier.cli.CommandException when there is no such source, or it can't read a part of the body; then
     *     nothing of it was sent
     */
    Sent send(String source, byte[] body);

    /**
     * @param events how many were stored
     * @param dropped how many were left out on purpose
     */
    record Sent(int events, int dropped) {}

    /** Why no event of this source, or no dead letter of it, will ever be seen; empty: one may come. */
    Optional<String> whySilent(String source, boolean deadLetters);

    /** Calls back with each event from now on, one at a time, until what it returns is closed. */
    Tail events(boolean fromBeginning, Consumer<Event> each);

    /** As {@link #events}. */
    Tail deadLetters(boolean fromBeginning, Consumer<DeadLetter> each);

    @Override
    void close();

    /** Something that is being followed. */
    interface Tail extends AutoCloseable {
        @Override
        void close();
    }
}
