package dev.farrier.stream.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.UnknownCommitException;
import dev.farrier.stream.runtime.StreamsFailure.FailureKind;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsFailureTest {

    private static Throwable wrapped(Throwable cause, int times) {
        Throwable wrapped = cause;
        for (int i = 0; i < times; i++) {
            wrapped = new StreamsException("layer " + i, wrapped);
        }
        return wrapped;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void shouldFindWhatIsPermanentHoweverDeepItIsWrapped(int times) {
        assertThat(StreamsFailure.of(wrapped(new RecordTooLargeException("1500 bytes"), times)))
                .returns(FailureKind.PERMANENT, StreamsFailure::kind)
                .extracting(StreamsFailure::words)
                .asString()
                .contains("1500 bytes", "max.message.bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void shouldFindWhatMayGoByHoweverDeepItIsWrapped(int times) {
        assertThat(StreamsFailure.of(wrapped(new NotLeaderOrFollowerException("moved"), times))
                        .kind())
                .isEqualTo(FailureKind.PASSING);
        assertThat(StreamsFailure.of(wrapped(new TimeoutException("slow"), times))
                        .kind())
                .isEqualTo(FailureKind.PASSING);
        assertThat(StreamsFailure.of(wrapped(new ProducerFencedException("a newer one"), times))
                        .kind())
                .isEqualTo(FailureKind.PASSING);
        assertThat(StreamsFailure.of(wrapped(new UnknownTopicOrPartitionException("not yet"), times))
                        .kind())
                .isEqualTo(FailureKind.PASSING);
        assertThat(StreamsFailure.of(wrapped(new UnknownCommitException("c1 is not known"), times))
                        .kind())
                .isEqualTo(FailureKind.PASSING);
    }

    @Test
    void shouldNameTheTopicThatItIsAbout() {
        assertThat(StreamsFailure.of(new StreamsException(
                                "Error encountered sending record to topic farrier.audit for task 1_0 due to:\nx",
                                new RecordTooLargeException("larger than 120")))
                        .words())
                .startsWith("topic farrier.audit: ");
        assertThat(StreamsFailure.of(wrapped(new TopicAuthorizationException(Set.of("farrier.signals")), 2))
                        .words())
                .startsWith("topic farrier.signals: ")
                .contains("farrier topics create --acls");
        assertThat(StreamsFailure.of(wrapped(new InvalidTopicException("no", Set.of("a b")), 1))
                        .words())
                .startsWith("topic a b: ");
        assertThat(StreamsFailure.of(wrapped(GroupAuthorizationException.forGroupId("farrier-core"), 1))
                        .words())
                .contains("farrier-core");
    }

    @Test
    void shouldTellWhatAPersonMustChangeBeforeWhatFollowsFromIt() {
        Throwable both = new KafkaException(
                "Cannot execute transactional method because we are in an error state",
                new TimeoutException("gave up", new UnsupportedVersionException("no such API")));
        assertThat(StreamsFailure.of(both))
                .returns(FailureKind.PERMANENT, StreamsFailure::kind)
                .extracting(StreamsFailure::words)
                .asString()
                .contains("upgrade Kafka");
        assertThat(StreamsFailure.of(wrapped(new FencedInstanceIdException("x"), 1))
                        .words())
                .contains("streams.instanceId");
    }

    @Test
    void shouldNotTakeADeletedTopicOrAFaultOfItsOwnForTroubleThatGoesBy() {
        assertThat(StreamsFailure.of(new MissingSourceTopicException("one or more"))
                        .kind())
                .isEqualTo(FailureKind.TOPIC_MISSING);
        assertThat(StreamsFailure.of(wrapped(new IllegalStateException("a fault"), 3)))
                .returns(FailureKind.UNEXPECTED, StreamsFailure::kind)
                .extracting(StreamsFailure::words)
                .asString()
                .contains("a fault");
    }

    @Test
    void shouldEndOnCausesThatNameEachOther() {
        RuntimeException outer = new RuntimeException("outer");
        RuntimeException inner = new RuntimeException("inner", outer);
        outer.initCause(inner);
        assertThat(StreamsFailure.of(outer).kind()).isEqualTo(FailureKind.UNEXPECTED);
    }
}
