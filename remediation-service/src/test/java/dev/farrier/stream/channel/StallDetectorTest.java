package dev.farrier.stream.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.stream.channel.ChannelOffsets.PartitionOffsets;
import dev.farrier.stream.channel.InputChannel.ChannelKind;
import dev.farrier.stream.channel.StalledChannel.StallCause;
import java.util.List;
import org.junit.jupiter.api.Test;

class StallDetectorTest {
    private static final InputChannel SOURCE = new InputChannel(ChannelKind.SOURCE, "edge", "logs", "ingest", 0);
    private static final InputChannel SITE = new InputChannel(ChannelKind.SITE, "eu", "outcomes.eu", "core", 1);
    /** Divides {@link StallDetector#STILL_MILLIS}, and is no gap. */
    private static final long STEP = 5_000;

    private final StallDetector deafness = new StallDetector();
    private long now = 1_000_000;

    private List<StalledChannel> look(InputChannel channel, PartitionOffsets... partitions) {
        return deafness.evaluate(now, List.of(new ChannelOffsets(channel, List.of(partitions))));
    }

    private static PartitionOffsets partition(int number, long lastStable, long end, long read) {
        return new PartitionOffsets(number, true, lastStable, end, read);
    }

    /** Looks again and again until one millisecond before the threshold; nothing may be deaf up to then. */
    private void standStill(InputChannel channel, PartitionOffsets... partitions) {
        long last = now + StallDetector.STILL_MILLIS - 1;
        assertThat(look(channel, partitions)).isEmpty();
        while (now < last) {
            now = Math.min(now + STEP, last);
            assertThat(look(channel, partitions)).isEmpty();
        }
    }

    @Test
    void shouldHearWhereNothingIsToBeHeard() {
        for (int i = 0; i < 100; i++, now += STEP) {
            assertThat(look(SOURCE, partition(0, 0, 0, 0), partition(1, 7, 7, 7)))
                    .isEmpty();
        }
    }

    @Test
    void shouldBeDeafWhenNobodyReadsForThirtySeconds() {
        standStill(SOURCE, partition(0, 10, 10, 4));
        now += 1;
        assertThat(look(SOURCE, partition(0, 10, 10, 4)))
                .singleElement()
                .returns(StallCause.NOT_READ, StalledChannel::cause)
                .returns(true, StalledChannel::whole);
        assertThat(look(SOURCE, partition(0, 10, 10, 5))).as("it moves").isEmpty();
    }

    @Test
    void shouldHearHoweverFarItIsBehindAsLongAsItMoves() {
        for (int i = 0; i < 100; i++, now += STEP) {
            assertThat(look(SOURCE, partition(0, 1_000_000, 1_000_000, i))).isEmpty();
        }
    }

    @Test
    void shouldBeDeafBehindATransactionThatStaysOpen() {
        standStill(SITE, partition(0, 10, 12, 10));
        now += 1;
        assertThat(look(SITE, partition(0, 10, 40, 10)))
                .as("more has come behind it")
                .singleElement()
                .returns(StallCause.OPEN_TRANSACTION, StalledChannel::cause);
        assertThat(look(SITE, partition(0, 40, 40, 10))).isEmpty();
    }

    @Test
    void shouldHearWhereOneTransactionFollowsTheOther() {
        for (int i = 0; i < 100; i++, now += STEP) {
            assertThat(look(SITE, partition(0, i, i + 2, i))).isEmpty();
        }
    }

    @Test
    void shouldNameThePartitionsAndNotCallAllOfItDeaf() {
        PartitionOffsets good = partition(0, 5, 5, 5);
        PartitionOffsets bad = partition(1, 9, 9, 2);
        standStill(SOURCE, good, bad);
        now += 1;
        assertThat(look(SOURCE, good, bad)).singleElement().satisfies(deaf -> {
            assertThat(deaf.partitions()).containsExactly(1);
            assertThat(deaf.whole()).isFalse();
        });
    }

    @Test
    void shouldBeDeafAtOnceWithoutTopicWithoutLeaderOrWithPartitionsAdded() {
        assertThat(look(SOURCE)).singleElement().returns(StallCause.TOPIC_MISSING, StalledChannel::cause);
        assertThat(look(SOURCE, new PartitionOffsets(0, false, 0, 0, 0), partition(1, 0, 0, 0)))
                .singleElement()
                .returns(StallCause.NO_LEADER, StalledChannel::cause)
                .returns(false, StalledChannel::whole);
        assertThat(look(SITE, partition(0, 0, 0, 0), partition(1, 0, 0, 0)))
                .singleElement()
                .returns(StallCause.WRONG_PARTITIONS, StalledChannel::cause)
                .returns(true, StalledChannel::whole);
        assertThat(look(SITE, partition(0, 0, 0, 0))).isEmpty();
    }

    @Test
    void shouldCallNobodyDeafForTheTimeInWhichNobodyLooked() {
        PartitionOffsets behind = partition(0, 10, 12, 4);
        assertThat(look(SOURCE, behind)).isEmpty();
        now += 3_600_000;
        assertThat(look(SOURCE, behind)).isEmpty();
        now += StallDetector.STILL_MILLIS;
        assertThat(look(SOURCE, behind)).isEmpty();
    }

    @Test
    void shouldBeginToCountAnewForATopicThatWasMadeAgain() {
        standStill(SOURCE, partition(0, 10, 10, 4));
        assertThat(look(SOURCE)).singleElement().returns(StallCause.TOPIC_MISSING, StalledChannel::cause);
        now += STEP;
        assertThat(look(SOURCE, partition(0, 10, 10, 4))).isEmpty();
    }
}
