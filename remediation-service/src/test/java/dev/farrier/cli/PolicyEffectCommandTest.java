package dev.farrier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.effect.AuditScript;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.BundleRecord;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.BundlePublisher;
import dev.farrier.stream.serde.RecordCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code farrier policy effect} and {@code report} as somebody types them, about the audit on a real broker. */
@Tag("kafka")
class PolicyEffectCommandTest {
    private static final long HOUR_AGO = System.currentTimeMillis() - 3_600_000;

    private static Topics topics;

    @TempDir
    private Path folder;

    private Terminal terminal;

    @BeforeAll
    static void fill() {
        topics = SharedKafka.createTopics(List.of("s1"));
        var unused = new BundlePublisher(SharedKafka.patient(), topics)
                .publish(new BundleRecord("c1", new TreeMap<>(Map.of("p.yaml", """
                        kind: Source
                        metadata: {name: logs}
                        spec: {receiver: events, liveness: {expectEvery: 1m}}
                        ---
                        kind: RemediationPolicy
                        metadata: {name: quiet}
                        spec:
                          match: [{name: bad, sources: [logs], matchers: ['name="bad"']}]
                          detect: {each: {of: bad}, groupBy: [host]}
                          target: {resource: '{group.host}'}
                          clears: {quietFor: 1m}
                          escalate: [{process: {argv: [page]}}]
                        """))));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(SharedKafka.config().kafka(), new StringSerializer(), new ByteArraySerializer())) {
            for (AuditRecord record : AuditScript.records(
                    "a 0 act restart, a 0 remediating guards-passed, a 5 ran succeeded, a 38 resolved cleared,"
                            + "b 0 act restart, b 0 remediating guards-passed, b 5 ran succeeded,"
                            + "b 60 verifying not-verified, b 60 act reboot, b 60 remediating guards-passed,"
                            + "b 70 ran succeeded, b 310 resolved cleared,"
                            + "c 0 act restart, c 0 deferred shadow, c 90 resolved cleared-itself",
                    HOUR_AGO)) {
                producer.send(new ProducerRecord<>(
                        topics.audit(),
                        record.incident(),
                        RecordCodec.of(AuditRecord.class).encode(record)));
            }
        }
    }

    @BeforeEach
    void setUp() {
        terminal = new Terminal(folder, folder);
    }

    private int effect(String... more) {
        List<String> all = new ArrayList<>(List.of("policy", "effect"));
        all.addAll(List.of(more));
        return run(all);
    }

    @Test
    void shouldShowWhatSpeaksForTheNextMode() {
        assertThat(run(new ArrayList<>(List.of("policy", "evidence", "stuck"))))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out())
                .contains(
                        "stuck is not in force. In the last 30d it had 3 incidents: 1 ended before anything was run, a rung"
                                + " would have run on 1, ran on 2 and healed 2; a person was called for 0.\n",
                        "Of 1 rung that would have run, 1 had a symptom that ended by itself",
                        "No limit held an incident back.\n",
                        "What its tests cover is not known: name the directory of the policies.\n",
                        "INCIDENTS  CLEARED  WOULD RUN  RAN  HEALED  CALLED\n");
        assertThat(run(new ArrayList<>(List.of("policy", "evidence", "stick")))).isEqualTo(2);
    }

    private int report(String... more) {
        List<String> all = new ArrayList<>(List.of("report"));
        all.addAll(List.of(more));
        return run(all);
    }

    private int run(List<String> all) {
        all.addAll(List.of("-b", SharedKafka.config().bootstrap(), "--set", "topics.prefix=" + topics.prefix()));
        return terminal.run(all.toArray(String[]::new));
    }

    @Test
    void shouldShowWhatEachRungWasWorth() {
        assertThat(effect("stuck")).as(terminal.err()).isZero();
        assertThat(terminal.out()).isEqualTo("""
                POLICY  RUNG                    RUNS  HEALED  RELAPSED  NO HELP  FAILED  UNKNOWN  OTHER  MEDIAN  P95
                stuck   restart                 2     1       0         1        0       0        0      38s     38s
                stuck   reboot                  1     1       0         0        0       0        0      4m10s   4m10s
                stuck   nothing, in shadow      1     1       -         -        -       -        -      1m30s   1m30s
                stuck   nothing, while waiting  2     0       -         -        -       -        -      -       -
                """);
    }

    @Test
    void shouldTellItToPrograms() {
        assertThat(effect("-o", "json", "--since", "1d")).as(terminal.err()).isZero();
        assertThat(terminal.out())
                .startsWith("{\"policy\":\"stuck\",\"since\":\"1d\",")
                .contains(
                        "\"rungs\":[{\"rung\":\"restart\",\"runs\":2,\"healed\":1,\"relapsed\":0,\"didNotHelp\":1,\"failed\":0,"
                                + "\"outcomeUnknown\":0,\"cancelled\":0,\"running\":0,"
                                + "\"secondsToHeal\":{\"median\":38.0,\"p95\":38.0}},",
                        "\"shadow\":{\"incidents\":1,\"clearedItself\":1,\"secondsToClear\":{\"median\":90.0,\"p95\":90.0}},"
                                + "\"waiting\":{\"incidents\":2,\"clearedItself\":0}}\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --since 30m        | 0 | No incidents in the last 30m.
            quiet              | 0 | No incidents in the last 30d.
            stuk               | 2 | there is no policy 'stuk': did you mean 'stuck'?
            --since 30         | 2 | --since: '30' is not a duration: give it a unit
            --since 0          | 2 | --since: '0' is no time at all
            """)
    void shouldAnswer(String line, int code, String expected) {
        assertThat(effect(line.split(" "))).as(terminal.err()).isEqualTo(code);
        assertThat(terminal.out() + terminal.err()).contains(expected);
    }

    @Test
    void shouldReportTheWeek() {
        assertThat(report("--week", "--minutes-per-page", "45"))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out()).isEqualTo("""
                In the last 7d Farrier healed 2 incidents, and called a person for 0.
                Time saved: 2 heals that lasted a day x 45 minutes a person would have needed (assumed: --minutes-per-page) = 1h30m.

                Healed
                POLICY  HEALED  BACK WITHIN A DAY
                stuck   2       0

                Recurred on the same target
                POLICY  TARGET  INCIDENTS  HEALED
                stuck   h1      2          2
                """);
        assertThat(report("--since", "2d", "-o", "json")).as(terminal.err()).isZero();
        assertThat(terminal.out())
                .startsWith("{\"since\":\"2d\",\"lastingHeals\":2,\"minutesPerPage\":30,\"minutesSaved\":60,");
        assertThat(report("--since", "2d", "--week")).isEqualTo(2);
        assertThat(report("--minutes-per-page", "-1")).isEqualTo(2);
    }
}
