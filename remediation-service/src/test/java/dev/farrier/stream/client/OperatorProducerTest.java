package dev.farrier.stream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.HaltScope;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.model.Incident;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.RemediationProgress;
import dev.farrier.model.StandingHalt;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.serde.Samples;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kafka")
class OperatorProducerTest {
    private static final ClientConfig CONFIG = SharedKafka.patient();
    private static final long NOW = 1_700_000_000_000L;

    private final Topics topics = SharedKafka.createTopics(List.of("eu", "us"));
    private final OperatorProducer operator =
            new OperatorProducer(CONFIG, topics, InstantSource.fixed(Instant.ofEpochMilli(NOW)));

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void shouldTellTheDeciderAndEverySite() {
        assertThat(operator.halt(HaltScope.ALL, false, "ann", "storm")).containsExactly("eu", "us");

        assertThat(inputs()).containsExactly(new OperatorInput.Halt("ann", "storm"));
        for (String site : List.of("eu", "us")) {
            assertThat(controls(site))
                    .containsExactly(new Control.Halted(true, false, "ann", "storm", 0, HaltScope.ALL));
            assertThat(Read.keys(CONFIG, topics.controls(site))).containsExactly("halt");
        }

        operator.resume(HaltScope.ALL, "bob", "over");

        assertThat(inputs()).last().isEqualTo(new OperatorInput.Resume("bob", "over"));
        assertThat(controls("eu"))
                .last()
                .isEqualTo(new Control.Halted(false, false, "bob", "over", appended(1), HaltScope.ALL));
    }

    @Test
    void shouldTellTheSitesThatAScopeConcernsAndLeaveItsEndToTheDecider() {
        HaltScope eu = new HaltScope(ScopeKind.SITE, "eu");
        HaltScope stuck = new HaltScope(ScopeKind.POLICY, "stuck");
        assertThat(operator.halt(eu, false, "ann", "")).containsExactly("eu");
        assertThat(operator.halt(stuck, false, "ann", "")).containsExactly("eu", "us");
        assertThat(operator.halt(new HaltScope(ScopeKind.SITE, "no"), false, "ann", ""))
                .isEmpty();
        assertThat(controls("eu"))
                .containsExactly(
                        new Control.Halted(true, false, "ann", "", 0, eu),
                        new Control.Halted(true, false, "ann", "", 0, stuck));
        assertThat(controls("us")).containsExactly(new Control.Halted(true, false, "ann", "", 0, stuck));
        assertThat(Read.keys(CONFIG, topics.controls("eu"))).containsExactly("halt/site eu", "halt/policy stuck");
        assertThat(new HistoryReader(CONFIG, topics).halts())
                .extracting(StandingHalt::scope)
                .containsExactly(eu, stuck);

        operator.resume(stuck, "bob", "over");
        assertThat(inputs()).last().isEqualTo(new OperatorInput.Halt(false, "bob", "over", 0, stuck, true));
        assertThat(controls("us")).hasSize(1);
    }

    @Test
    void shouldHaltTheDeciderWhenThereIsNoSiteYet() {
        Topics bare = SharedKafka.createTopics(List.of());
        try (OperatorProducer lonely = new OperatorProducer(CONFIG, bare, InstantSource.system())) {
            assertThat(lonely.halt(HaltScope.ALL, false, "ann", "")).isEmpty();
        }
        assertThat(Read.values(CONFIG, bare.operatorInputs(), OperatorInput.class))
                .containsExactly(new OperatorInput.Halt("ann", ""));
    }

    @Test
    void shouldCancelTheCommandThatIsOnItsWay() {
        Incident incident = incidentAt("eu");

        operator.cancel(incident, "ann", "wrong", Afterwards.DECIDE_AGAIN);

        assertThat(inputs()).containsExactly(new OperatorInput.CancelIncident(incident.id(), "ann", "wrong"));
        assertThat(controls("eu")).containsExactly(new Control.Cancelled(incident.id(), "", "ann", "wrong", NOW));
        assertThat(Read.keys(CONFIG, topics.controls("eu"))).containsExactly("cancel/" + incident.id());
        assertThat(controls("us")).isEmpty();
    }

    @Test
    void shouldCancelAnIncidentWithoutACommand() {
        Incident incident = Stream.iterate(0, seed -> seed + 1)
                .map(seed -> new Samples(seed).next(Incident.class))
                .filter(candidate -> candidate.work().active() == null)
                .findFirst()
                .orElseThrow();

        operator.cancel(incident, "ann", "wrong", Afterwards.DECIDE_AGAIN);

        assertThat(inputs()).hasSize(1);
        assertThat(controls("eu")).isEmpty();
    }

    @Test
    void shouldNameWhoCouldNotBeTold() {
        ClientConfig nobody = new ClientConfig(Map.of(
                "bootstrap.servers", "127.0.0.1:1",
                "max.block.ms", "300",
                "request.timeout.ms", "200",
                "default.api.timeout.ms", "300"));
        try (OperatorProducer lonely = new OperatorProducer(nobody, topics, InstantSource.system())) {
            assertThatThrownBy(() -> lonely.halt(HaltScope.ALL, false, "ann", ""))
                    .isInstanceOf(KafkaUnavailableException.class)
                    .hasMessageContaining("the decider")
                    .hasMessageContaining("the sites")
                    .hasMessageContaining("127.0.0.1:1");
        }
    }

    /** When the order was appended for the decider: the time that workers are told. */
    private long appended(int number) {
        List<Long> times = new ArrayList<>();
        TopicReader.scan(CONFIG, topics.operatorInputs(), 0, record -> times.add(record.timestamp()));
        return times.get(number);
    }

    private Incident incidentAt(String site) {
        Incident incident = Stream.iterate(0, seed -> seed + 1)
                .map(seed -> new Samples(seed).next(Incident.class))
                .filter(candidate -> candidate.work().active() != null)
                .findFirst()
                .orElseThrow();
        var work = incident.work();
        var command = work.active().command();
        var there = new Command(
                "command-1",
                1,
                incident.id(),
                command.policy(),
                command.commit(),
                site,
                command.worker(),
                command.lane(),
                command.target(),
                command.rung(),
                command.step(),
                command.purpose(),
                command.actionName(),
                command.action(),
                0,
                0,
                0,
                command.onWorkerLoss());
        return new Incident(
                incident.id(),
                incident.policy(),
                incident.commit(),
                incident.group(),
                incident.target(),
                site,
                false,
                incident.state(),
                incident.reason(),
                0,
                incident.detection(),
                0,
                0,
                0,
                0,
                new RemediationProgress(
                        0,
                        work.phase(),
                        0,
                        0,
                        0,
                        0,
                        1,
                        0,
                        0,
                        0,
                        new RemediationProgress.ActiveCommand(there, 0, null),
                        work.outputs(),
                        null,
                        "",
                        "",
                        List.of(),
                        null,
                        null),
                incident.symptom(),
                incident.calling(),
                incident.history(),
                "",
                0,
                0,
                null,
                "");
    }

    private List<OperatorInput> inputs() {
        return Read.values(CONFIG, topics.operatorInputs(), OperatorInput.class);
    }

    private List<Control> controls(String site) {
        return Read.values(CONFIG, topics.controls(site), Control.class);
    }
}
