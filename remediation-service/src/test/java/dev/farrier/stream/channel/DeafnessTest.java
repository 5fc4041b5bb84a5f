package dev.farrier.stream.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.stream.channel.Channel.What;
import dev.farrier.stream.channel.ChannelLook.Partition;
import dev.farrier.stream.channel.Deaf.Cause;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeafnessTest {
    private static final Channel SOURCE = new Channel(What.SOURCE, "edge", "logs", "ingest", 0);
    private static final Channel SITE = new Channel(What.SITE, "eu", "outcomes.eu", "core", 1);
    /** Divides {@link Deafness#STILL_MILLIS}, and is no gap. */
    private static final long STEP = 5_000;

    private final Deafness deafness = new Deafness();
    private long now = 1_000_000;

    private List<Deaf> look(Channel channel, Partition... partitions) {
        return deafness.judge(now, List.of(new ChannelLook(channel, List.of(partitions))));
    }

    private static Partition partition(int number, long lastStable, long end, long read) {
        return new Partition(number, true, lastStable, end, read);
    }

    /** Looks again and again until one millisecond before the threshold; nothing may be deaf up to then. */
    private void standStill(Channel channel, Partition... partitions) {
        long last = now + Deafness.STILL_MILLIS - 1;
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
                .returns(Cause.NOT_READ, Deaf::cause)
                .returns(true, Deaf::whole);
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
                .returns(Cause.OPEN_TRANSACTION, Deaf::cause);
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
        Partition good = partition(0, 5, 5, 5);
        Partition bad = partition(1, 9, 9, 2);
        standStill(SOURCE, good, bad);
        now += 1;
        assertThat(look(SOURCE, good, bad)).singleElement().satisfies(deaf -> {
            assertThat(deaf.partitions()).containsExactly(1);
            assertThat(deaf.whole()).isFalse();
        });
    }

    @Test
    void shouldBeDeafAtOnceWithoutTopicWithoutLeaderOrWithPartitionsAdded() {
        assertThat(look(SOURCE)).singleElement().returns(Cause.TOPIC_MISSING, Deaf::cause);
        assertThat(look(SOURCE, new Partition(0, false, 0, 0, 0), partition(1, 0, 0, 0)))
                .singleElement()
                .returns(Cause.NO_LEADER, Deaf::cause)
                .returns(false, Deaf::whole);
        assertThat(look(SITE, partition(0, 0, 0, 0), partition(1, 0, 0, 0)))
                .singleElement()
                .returns(Cause.WRONG_PARTITIONS, Deaf::cause)
                .returns(true, Deaf::whole);
        assertThat(look(SITE, partition(0, 0, 0, 0))).isEmpty();
    }

    @Test
    void shouldCallNobodyDeafForTheTimeInWhichNobodyLooked() {
        Partition behind = partition(0, 10, 12, 4);
        assertThat(look(SOURCE, behind)).isEmpty();
        now += 3_600_000;
        assertThat(look(SOURCE, behind)).isEmpty();
        now += Deafness.STILL_MILLIS;
        assertThat(look(SOURCE, behind)).isEmpty();
    }

    @Test
    void shouldBeginToCountAnewForATopicThatWasMadeAgain() {
        standStill(SOURCE, partition(0, 10, 10, 4));
        assertThat(look(SOURCE)).singleElement().returns(Cause.TOPIC_MISSING, Deaf::cause);
        now += STEP;
        assertThat(look(SOURCE, partition(0, 10, 10, 4))).isEmpty();
    }
}
