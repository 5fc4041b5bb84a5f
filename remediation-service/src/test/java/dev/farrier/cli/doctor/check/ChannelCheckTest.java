package dev.farrier.cli.doctor.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.stream.channel.ChannelOffsets;
import dev.farrier.stream.channel.ChannelOffsets.PartitionOffsets;
import dev.farrier.stream.channel.InputChannel;
import dev.farrier.stream.channel.InputChannel.ChannelKind;
import dev.farrier.stream.channel.StalledChannel;
import dev.farrier.stream.channel.StalledChannel.StallCause;
import dev.farrier.stream.inspect.GroupFacts;
import dev.farrier.stream.inspect.OpenTransaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelCheckTest {
    private static final InputChannel CHANNEL = new InputChannel(ChannelKind.DECIDER, "", "f.log", "f-core", 1);

    private static ChannelOffsets look(PartitionOffsets... partitions) {
        return new ChannelOffsets(CHANNEL, List.of(partitions));
    }

    private static PartitionOffsets partition(int number, boolean led, long stable, long read) {
        return new PartitionOffsets(number, led, stable, stable, read);
    }

    /** Whether it is led, what could be read, and what was read: at the first look, and at the second. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            true  | 10 | 10 | true  | 10 | 10 | ''
            true  | 10 | 5  | true  | 20 | 8  | ''
            true  | 10 | 10 | true  | 20 | 10 | ''
            true  | 10 | 5  | true  | 10 | 5  | NOT_READ
            true  | 10 | 5  | true  | 20 | 5  | NOT_READ
            true  | 10 | 5  | false | 0  | 0  | NO_LEADER
            false | 0  | 0  | true  | 10 | 0  | ''
            """)
    void shouldFindWhatStandsStillAlthoughThereIsSomethingToRead(
            boolean led, long stable, long read, boolean ledThen, long stableThen, long readThen, String cause) {
        List<StalledChannel> stalled = ChannelCheck.stalled(
                List.of(look(partition(0, led, stable, read))),
                List.of(look(partition(0, ledThen, stableThen, readThen))));
        assertThat(stalled.stream().map(one -> one.cause().name()))
                .containsExactlyElementsOf(cause.isEmpty() ? List.of() : List.of(cause));
    }

    @Test
    void shouldNameThePartitionsThatStandStill() {
        PartitionOffsets still = partition(1, true, 10, 5);
        assertThat(ChannelCheck.stalled(
                        List.of(look(partition(0, true, 10, 5), still)),
                        List.of(look(partition(0, true, 10, 7), still))))
                .containsExactly(new StalledChannel(CHANNEL, StallCause.NOT_READ, new TreeSet<>(Set.of(1))));
        assertThat(ChannelCheck.stalled(List.of(look()), List.of(look())))
                .containsExactly(new StalledChannel(CHANNEL, StallCause.TOPIC_MISSING, new TreeSet<>()));
    }

    @Test
    void shouldMissTheProcessesOfARole() {
        Map<String, String> roles = Map.of("f-core", "core", "f-ingest", "ingest");
        assertThat(Findings.text(ChannelCheck.groups(
                        roles,
                        Map.of(
                                "f-core", new GroupFacts("f-core", 0, Optional.empty()),
                                "f-ingest", new GroupFacts("f-ingest", 2, Optional.empty()),
                                "other", new GroupFacts("other", 0, Optional.empty())))))
                .containsExactly("error: no process with the role core runs: nobody is in group f-core → farrier serve"
                        + " --role core");
        assertThat(Findings.text(ChannelCheck.groups(
                        roles, Map.of("f-core", new GroupFacts("f-core", 0, Optional.of(Set.of()))))))
                .singleElement()
                .asString()
                .startsWith("not-checked: ");
    }

    /** Of Farrier's own topics 1 min without a record, of others 15. */
    @ParameterizedTest
    @CsvSource({"f.log,59,false", "f.log,60,true", "users,899,false", "users,900,true"})
    void shouldFindTransactionsThatHang(String topic, long seconds, boolean hangs) {
        List<Finding> findings = ChannelCheck.transactions(
                "k:1",
                List.of(new OpenTransaction(topic, 0, 7, 42, 0)),
                name -> name.startsWith("f."),
                seconds * 1_000);
        assertThat(findings).hasSize(hangs ? 1 : 0);
        if (hangs) {
            assertThat(findings.getFirst().mend())
                    .isEqualTo("kafka-transactions.sh --bootstrap-server k:1 abort --topic " + topic
                            + " --partition 0 --start-offset 42");
        }
    }
}
