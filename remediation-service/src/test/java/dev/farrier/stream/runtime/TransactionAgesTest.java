package dev.farrier.stream.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.stream.runtime.TransactionAges.OpenTransaction;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TransactionAgesTest {
    private static final OpenTransaction ONE = new OpenTransaction("core-1", 7, 1_000, 10_000);
    private static final OpenTransaction NEXT_OF_SAME = new OpenTransaction("core-1", 7, 1_030, 10_000);
    private static final OpenTransaction SHORT = new OpenTransaction("core-2", 8, 1_000, 4_000);

    private final TransactionAges ages = new TransactionAges();

    /** Looks once a second, and last at {@code millis}. */
    private Set<OpenTransaction> lookUntil(long millis, OpenTransaction... open) {
        for (long at = 0; at < millis; at += 1_000) {
            look(at, open);
        }
        return look(millis, open);
    }

    private Set<OpenTransaction> look(long millis, OpenTransaction... open) {
        return ages.expired(TimeUnit.MILLISECONDS.toNanos(millis), Set.of(open));
    }

    @Test
    void shouldFindATransactionOnceItWasOpenForItsTimeout() {
        assertThat(lookUntil(9_999, ONE)).isEmpty();
        assertThat(look(10_000, ONE)).containsExactly(ONE);
    }

    @Test
    void shouldUseTheTimeoutOfEach() {
        assertThat(lookUntil(4_000, ONE, SHORT)).containsExactly(SHORT);
    }

    @Test
    void shouldCountAnewForTheNextTransactionOfAProducer() {
        lookUntil(9_000, ONE);
        assertThat(look(10_000, NEXT_OF_SAME)).isEmpty();
        assertThat(look(11_000, NEXT_OF_SAME)).isEmpty();
    }

    @Test
    void shouldForgetWhatWasClosedMeanwhile() {
        lookUntil(9_000, ONE);
        look(9_500);
        assertThat(look(10_000, ONE)).isEmpty();
    }

    @Test
    void shouldNotCountAPauseOfItsOwn() {
        lookUntil(2_000, ONE);
        assertThat(look(2_000 + TimeUnit.NANOSECONDS.toMillis(TransactionAges.GAP_NANOS), ONE))
                .isEmpty();
        assertThat(look(30_000, ONE)).as("after a pause").isEmpty();
        assertThat(look(39_999, ONE)).as("looked too rarely").isEmpty();
    }
}
