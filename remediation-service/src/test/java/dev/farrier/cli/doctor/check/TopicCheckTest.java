package dev.farrier.cli.doctor.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.stream.TopicSizes;
import dev.farrier.stream.TopicSpec;
import dev.farrier.stream.Topics;
import dev.farrier.stream.core.Changelogs;
import dev.farrier.stream.inspect.TopicFacts;
import dev.farrier.stream.inspect.TopicFacts.Existence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicCheckTest {
    private static final Topics TOPICS = Topics.withDefaultPrefix();
    private static final List<TopicSpec> SPECS = TOPICS.specs(List.of("eu"), TopicSizes.DEFAULT);
    private static final String STATE = "farrier-core-decider-state-changelog";
    private static final String GROUPS = "farrier-core-detect-groups-changelog";

    private final SortedMap<String, TopicFacts> facts = new TreeMap<>();

    TopicCheckTest() {
        SPECS.forEach(spec -> facts.put(spec.name(), facts(spec.name(), spec.partitions(), spec.configs())));
        facts.put(STATE, facts(STATE, 1, Map.of("cleanup.policy", "compact")));
        facts.put(GROUPS, facts(GROUPS, 4, Map.of("cleanup.policy", "compact")));
    }

    private static TopicFacts facts(String name, int partitions, Map<String, String> settings) {
        SortedMap<String, String> all = new TreeMap<>(settings);
        all.put("min.insync.replicas", "2");
        return new TopicFacts(name, Existence.EXISTS, partitions, 3, 3, List.of(), all, Optional.empty());
    }

    private List<Finding> check(Profile profile) {
        return TopicCheck.check(
                "k:1",
                profile,
                SPECS,
                Changelogs.of(TOPICS),
                facts,
                topic -> TOPICS.siteOf(topic).orElse(""));
    }

    private List<String> check() {
        return Findings.text(check(Profile.PRODUCTION));
    }

    private void change(String topic, UnaryOperator<TopicFacts> change) {
        facts.computeIfPresent(topic, (name, before) -> change.apply(before));
    }

    private static TopicFacts of(TopicFacts is, Existence existence, int partitions, int replicas, int inSync) {
        return new TopicFacts(
                is.name(), existence, partitions, replicas, inSync, is.leaderless(), is.settings(), is.allowed());
    }

    private static TopicFacts with(TopicFacts is, String setting, String value) {
        SortedMap<String, String> settings = new TreeMap<>(is.settings());
        settings.put(setting, value);
        return new TopicFacts(
                is.name(),
                is.existence(),
                is.partitions(),
                is.replicas(),
                is.inSync(),
                is.leaderless(),
                settings,
                is.allowed());
    }

    @Test
    void shouldSayOneLineWhenAllIsWell() {
        assertThat(check()).containsExactly("ok: 13 topics as they should be, replicas too");
    }

    @Test
    void shouldNameTheCommandThatMakesAMissingTopic() {
        change("farrier.commands.eu", is -> of(is, Existence.MISSING, 0, 0, 0));
        change("farrier.audit", is -> of(is, Existence.MISSING, 0, 0, 0));
        assertThat(check())
                .containsExactly(
                        "error: farrier.audit: missing → farrier topics create",
                        "error: farrier.commands.eu: missing → farrier topics create --site eu");
    }

    @Test
    void shouldTellATopicThatIsHiddenFromOneThatIsMissing() {
        change("farrier.audit", is -> of(is, Existence.HIDDEN, 0, 0, 0));
        assertThat(check()).singleElement().asString().contains("hidden", "farrier topics create --acls");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            farrier.decider-log | message.timestamp.type | CreateTime | error: farrier.decider-log: message.timestamp.type is CreateTime instead of LogAppendTime
            farrier.incidents   | cleanup.policy         | delete     | error: farrier.incidents: cleanup.policy is delete instead of compact
            farrier.bundles     | max.message.bytes      | 1048588    | error: farrier.bundles: max.message.bytes is less than 8388608
            farrier.decider-log | retention.ms           | 86400000   | warning: farrier.decider-log: retention.ms is 24 h, less than 720 h
            farrier.decider-log | retention.ms           | -1         | ''
            farrier.audit       | min.insync.replicas    | 1          | error: farrier.audit: min.insync.replicas is 1 instead of 2: what one broker alone has is lost with it
            farrier.audit       | min.insync.replicas    | 3          | error: farrier.audit: min.insync.replicas is 3 of 3: without one broker nothing can be written
            farrier-core-decider-state-changelog | cleanup.policy | delete | error: farrier-core-decider-state-changelog: cleanup.policy is not compact: state gets lost
            """)
    void shouldCompareSettings(String topic, String setting, String value, String wrong) {
        change(topic, is -> with(is, setting, value));
        List<Finding> findings = check(Profile.PRODUCTION);
        assertThat(Findings.wrong(findings)).isEqualTo(wrong);
        if (!wrong.isEmpty()) {
            assertThat(findings.getFirst().mend())
                    .startsWith("kafka-configs.sh --bootstrap-server k:1 --alter --entity-type topics --entity-name "
                            + topic + " --add-config " + setting + "=");
        }
    }

    /** Partitions, replicas, replicas in sync. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            farrier.decider-log | 2 | 3 | 3 | error: farrier.decider-log: has 2 partitions instead of 1
            farrier.signals     | 8 | 3 | 3 | error: farrier-core-detect-groups-changelog: has 4 partitions, and farrier.signals 8: core does not start
            farrier.events      | 8 | 3 | 3 | ''
            farrier.audit       | 4 | 2 | 2 | error: farrier.audit: has 2 replicas instead of 3
            farrier.audit       | 4 | 3 | 2 | warning: farrier.audit: has fewer replicas in sync than it should
            farrier.audit       | 4 | 3 | 1 | error: farrier.audit: has fewer replicas in sync than it should, so that writes are refused
            farrier.audit       | 4 | 5 | 5 | ''
            """)
    void shouldCountPartitionsAndReplicas(String topic, int partitions, int replicas, int inSync, String wrong) {
        change(topic, is -> of(is, Existence.EXISTS, partitions, replicas, inSync));
        assertThat(Findings.wrong(check(Profile.PRODUCTION))).isEqualTo(wrong);
    }

    @Test
    void shouldSayOnceWhatManyTopicsHaveInCommon() {
        facts.replaceAll(
                (name, is) -> with(of(is, Existence.EXISTS, is.partitions(), 1, 1), "min.insync.replicas", "1"));
        assertThat(check())
                .hasSize(2)
                .anyMatch(
                        line -> line.startsWith(
                                "error: farrier-core-decider-state-changelog,"
                                        + " farrier-core-detect-groups-changelog, farrier.audit and 10 more: has 1 replica instead of 3"))
                .anyMatch(line -> line.contains("for t in farrier-core-decider-state-changelog ")
                        && line.endsWith("$t --add-config min.insync.replicas=2; done"));
        assertThat(Findings.wrong(check(Profile.DEV))).isEmpty();
    }

    @Test
    void shouldReportPartitionsWithoutALeader() {
        change(
                "farrier.events",
                is -> new TopicFacts(is.name(), is.existence(), 4, 3, 0, List.of(2), is.settings(), is.allowed()));
        assertThat(check())
                .singleElement()
                .asString()
                .startsWith("error: farrier.events: has partitions without a leader");
    }

    @Test
    void shouldMissAChangelogOnlyAfterCoreHasRun() {
        change(STATE, is -> of(is, Existence.MISSING, 0, 0, 0));
        assertThat(check()).singleElement().asString().startsWith("error: " + STATE + ": missing");
        change(GROUPS, is -> of(is, Existence.MISSING, 0, 0, 0));
        assertThat(check())
                .containsExactly(
                        "ok: 11 topics as they should be, replicas too",
                        "not-checked: the changelogs of core: they are made when core runs for the first time");
    }
}
