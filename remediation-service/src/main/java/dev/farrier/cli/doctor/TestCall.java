package dev.farrier.cli.doctor;

import dev.farrier.app.Wiring;
import dev.farrier.app.config.Settings;
import dev.farrier.cli.doctor.check.CallCheck;
import dev.farrier.cli.doctor.check.Finding;
import dev.farrier.cli.doctor.check.Finding.Subject;
import dev.farrier.model.Incident;
import dev.farrier.model.OperatorInput;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.client.HistoryReader;
import dev.farrier.stream.client.OperatorProducer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Has the decider call a person: it reports that a source with the name {@value #SOURCE} loses input, as core does of a real
 * one, waits until that alarm is delivered, and reports that it is over. When this process ends before, core reports the end
 * itself.
 */
final class TestCall {
    private static final String SOURCE = "farrier-doctor-TEST";
    private static final Duration DELIVERED_WITHIN = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final ClientConfig client;
    private final Topics topics;

    TestCall(Settings settings) {
        this.client = Wiring.clientConfig(settings);
        this.topics = Wiring.topics(settings);
    }

    List<Finding> run(String by, String reason) {
        long began = System.currentTimeMillis();
        HistoryReader history = new HistoryReader(client, topics);
        try (OperatorProducer operators = new OperatorProducer(client, topics, InstantSource.system())) {
            operators.send(new OperatorInput.SourceLoss(
                    SOURCE, "TEST of calls by " + by + ": " + reason + ". Nothing is lost, nothing need be done"));
            try {
                return CallCheck.tried(await(history, began));
            } finally {
                operators.send(new OperatorInput.SourceLoss(SOURCE, ""));
            }
        } catch (KafkaUnavailableException e) {
            return List.of(Finding.notChecked(Subject.CALLS, "a test call: " + e.getMessage(), ""));
        }
    }

    /** The incident of the test, once it is delivered or the time is over. */
    private static Optional<Incident> await(HistoryReader history, long began) {
        long deadline = System.nanoTime() + DELIVERED_WITHIN.toNanos();
        Optional<Incident> incident = Optional.empty();
        while (System.nanoTime() < deadline
                && incident.filter(one -> one.calling().deliveredAt() > 0).isEmpty()) {
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return incident;
            }
            incident = history.incidents().stream()
                    .filter(one ->
                            one.group().containsValue(SOURCE) && (!one.state().isOver() || one.openedAt() >= began))
                    .max(Comparator.comparingLong(Incident::openedAt));
        }
        return incident;
    }
}
