package dev.farrier.stream.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.DeciderSettings;
import dev.farrier.match.MatchListener;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.WorkerReport;
import dev.farrier.simulation.AssumedDeployment;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.topology.CompiledPolicies;
import dev.farrier.stream.topology.StageListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What workers and operators write, on its way into the decider's log. */
class IntakeTest {
    private static final long APPENDED = 1_700_000_000_000L;

    private final Topics topics = Topics.withDefaultPrefix();
    private final List<String> deadLettered = new ArrayList<>();
    private TopologyTestDriver driver;

    @BeforeEach
    void start(@TempDir Path state) {
        CompiledPolicies policies = new CompiledPolicies(
                commit -> {
                    throw new IllegalStateException(commit);
                },
                MatchListener.NONE);
        DecideProcessor.DecideContext decide = new DecideProcessor.DecideContext(
                policies,
                topics,
                DeciderSettings.DEFAULT,
                List.of(),
                TestCore.UNSIGNED,
                StageListener.NONE,
                new StateRebuild(StateRebuild.AppliedInputs.NONE, policies, DeciderSettings.DEFAULT));
        DetectProcessor.DetectContext detect = TestCore.detect(policies, 1);
        Properties properties = new Properties();
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        driver = new TopologyTestDriver(
                CoreTopology.build(topics, detect, decide, deadLettered::add),
                properties,
                Instant.ofEpochMilli(APPENDED));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void shouldStampAnOutcomeWithItsAppendTimeAndTheSiteOfItsTopic() {
        Outcome said = new Outcome("c-1", "i-1", "another-site", "w1", OutcomeKind.CLAIMED, 5, 0, "", "");

        pipe(topics.outcomes("eu"), RecordCodec.of(Outcome.class).encode(said));

        assertThat(log())
                .containsExactly(new Outcome("c-1", "i-1", "eu", "w1", OutcomeKind.CLAIMED, APPENDED, 0, "", ""));
    }

    @Test
    void shouldStampAnOrderWithItsAppendTime() {
        pipe(
                topics.operatorInputs(),
                RecordCodec.of(OperatorInput.class).encode(new OperatorInput.Halt("ann", "drill").at(7)));

        assertThat(log()).containsExactly(new OperatorInput.Halt("ann", "drill").at(APPENDED));
    }

    @Test
    void shouldRefuseASiteThatTopicsCannotBeNamedAfterAndCutWhatIsTooLong() {
        pipe(topics.operatorInputs(), RecordCodec.of(OperatorInput.class).encode(new OperatorInput.SiteSeen("a b")));
        pipe(
                topics.operatorInputs(),
                RecordCodec.of(OperatorInput.class).encode(new OperatorInput.Halt("ann", "x".repeat(500_000))));

        assertThat(read(topics.deadLetters(), DeadLetter.class))
                .singleElement()
                .satisfies(letter -> assertThat(letter.error()).contains("site 'a b'"));
        assertThat(log())
                .singleElement()
                .satisfies(
                        input -> assertThat(((OperatorInput.Halt) input).why()).hasSizeLessThan(3_000));
    }

    @Test
    void shouldTellAReportAnewWhenTheTaskThatToldItBeginsAgain() {
        OutcomeIntake intake = new OutcomeIntake(topics);
        byte[] report = RecordCodec.of(WorkerReport.class).encode(AssumedDeployment.worker("eu"));
        assertThat(intake.read(report, 1, topics.outcomes("eu"))).isNotNull();
        assertThat(intake.read(report, 2, topics.outcomes("eu")))
                .as("nothing new")
                .isNull();

        intake.reset();

        assertThat(intake.read(report, 3, topics.outcomes("eu"))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"farrier.outcomes.eu", "farrier.operator-inputs"})
    void shouldKeepWhatCannotBeReadAsADeadLetterAndGoOn(String topic) {
        pipe(topic, "rubbish".getBytes(StandardCharsets.UTF_8));
        pipe(topic, new byte[0]);
        pipe(topic, null);
        pipe(topics.operatorInputs(), RecordCodec.of(OperatorInput.class).encode(new OperatorInput.SiteSeen("eu")));

        List<DeadLetter> letters = read(topics.deadLetters(), DeadLetter.class);
        assertThat(letters).hasSize(3).allSatisfy(letter -> {
            assertThat(letter.source()).isEqualTo(topic);
            assertThat(letter.error()).isNotBlank();
        });
        assertThat(letters).first().satisfies(letter -> {
            assertThat(letter.head()).isEqualTo("rubbish");
            assertThat(letter.origin()).isEqualTo(topic + "/0/0");
            assertThat(letter.length()).isEqualTo(7);
        });
        assertThat(deadLettered).containsOnly(topic).hasSize(3);
        assertThat(log()).containsExactly(new OperatorInput.SiteSeen("eu"));
    }

    private void pipe(String topic, byte @org.jspecify.annotations.Nullable [] value) {
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(null, value, Instant.ofEpochMilli(APPENDED)));
    }

    private List<DeciderInput> log() {
        return read(topics.deciderLog(), DeciderInput.class);
    }

    private <T> List<T> read(String topic, Class<T> type) {
        return driver
                .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readValuesToList()
                .stream()
                .map(value -> RecordCodec.of(type).decode(value))
                .toList();
    }
}
