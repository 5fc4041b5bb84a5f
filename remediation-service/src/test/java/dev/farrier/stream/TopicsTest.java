package dev.farrier.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
    private static final Topics TOPICS = Topics.withDefaultPrefix();

    @Test
    void shouldNameEveryTopicOfTheArchitecturePage() {
        assertThat(TOPICS.specs(List.of("us-1", "eu-de-1"), TopicSizes.DEFAULT))
                .extracting(TopicSpec::name, TopicSpec::partitions, TopicSpec::cleanupPolicy)
                .extracting(Object::toString)
                .containsExactly(
                        "(\"farrier.events\", 4, \"delete\")",
                        "(\"farrier.signals\", 4, \"delete\")",
                        "(\"farrier.operator-inputs\", 1, \"delete\")",
                        "(\"farrier.decider-log\", 1, \"delete\")",
                        "(\"farrier.incidents\", 1, \"compact\")",
                        "(\"farrier.audit\", 4, \"delete\")",
                        "(\"farrier.bundles\", 1, \"compact\")",
                        "(\"farrier.dead-letters\", 1, \"delete\")",
                        "(\"farrier.commands.eu-de-1\", 1, \"delete\")",
                        "(\"farrier.controls.eu-de-1\", 1, \"delete\")",
                        "(\"farrier.outcomes.eu-de-1\", 1, \"delete\")",
                        "(\"farrier.commands.us-1\", 1, \"delete\")",
                        "(\"farrier.controls.us-1\", 1, \"delete\")",
                        "(\"farrier.outcomes.us-1\", 1, \"delete\")");
    }

    @Test
    void shouldStampEveryTopicWithTheTimeOfAppending() {
        assertThat(TOPICS.specs(List.of("s"), TopicSizes.DEFAULT))
                .allSatisfy(spec -> assertThat(spec.timestampType()).isEqualTo("LogAppendTime"));
    }

    @Test
    void shouldTakeOutputsOf900KilobytesEverywhere() {
        assertThat(TOPICS.specs(List.of("s"), TopicSizes.DEFAULT))
                .allSatisfy(spec -> assertThat(spec.maxMessageBytes()).isGreaterThan(1_000_000));
    }

    @Test
    void shouldKeepTheDecidersLogInOnePartitionWhateverTheSizes() {
        assertThat(TOPICS.specs(List.of(), new TopicSizes(50, 50, 50, (short) 3)))
                .filteredOn(spec -> spec.name().equals("farrier.decider-log"))
                .singleElement()
                .satisfies(spec -> assertThat(spec.partitions()).isEqualTo(1))
                .satisfies(spec -> assertThat(spec.exact()).isTrue());
    }

    /** Which claim was the first is a question of one order. */
    @Test
    void shouldKeepEachTopicOfASiteInOnePartition() {
        assertThat(TOPICS.specs(List.of("s"), new TopicSizes(50, 50, 50, (short) 3)))
                .filteredOn(spec -> spec.name().endsWith(".s"))
                .hasSize(3)
                .allSatisfy(spec -> assertThat(spec.partitions()).isEqualTo(1))
                .allSatisfy(spec -> assertThat(spec.exact()).isTrue());
    }

    @ParameterizedTest
    @CsvSource({
        "farrier.commands.eu-1, eu-1",
        "farrier.controls.eu.1, eu.1",
        "farrier.outcomes.x, x",
        "farrier.outcomes., ",
        "farrier.events, ",
        "other.commands.eu-1, ",
    })
    void shouldKnowTheSiteOfATopic(String topic, String site) {
        assertThat(TOPICS.siteOf(topic)).isEqualTo(Optional.ofNullable(site));
    }

    @Test
    void shouldCountASiteOnlyWhenAllItsTopicsAreThere() {
        assertThat(TOPICS.sites(List.of(
                        "farrier.commands.a",
                        "farrier.controls.a",
                        "farrier.outcomes.a",
                        "farrier.commands.b",
                        "farrier.controls.b",
                        "farrier.events")))
                .containsExactly("a");
    }

    @Test
    void shouldFindTheOutcomesOfEverySite() {
        assertThat(TOPICS.outcomesOfAllSites().asMatchPredicate())
                .accepts("farrier.outcomes.a", "farrier.outcomes.eu.1")
                .rejects("farrier.outcomes.", "farrierxoutcomes.a", "other.farrier.outcomes.a", "farrier.commands.a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "ä", "a\n"})
    void shouldRefuseASiteThatNoTopicCanBeNamedAfter(String site) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TOPICS.commands(site))
                .withMessageContaining("site '" + site + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b.", ".", "..", "färrier."})
    void shouldRefuseAPrefixThatNoTopicCanBeginWith(String prefix) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Topics(prefix))
                .withMessageContaining("prefix '" + prefix + "'");
    }

    @Test
    void shouldKeepDeploymentsApartInGroupsAndTransactions() {
        Topics lab = new Topics("lab.");

        assertThat(List.of(lab.coreApplication(), lab.publisherTransactionalId()))
                .containsExactly("lab-core", "lab-bundle-publisher");
    }
}
