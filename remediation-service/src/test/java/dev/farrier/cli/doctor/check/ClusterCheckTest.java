package dev.farrier.cli.doctor.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.stream.inspect.ClusterFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterCheckTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            3 | 2 | PRODUCTION | ''
            3 | 1 | PRODUCTION | warning: transaction.version is 1, not 2
            2 | 2 | PRODUCTION | error: 2 brokers instead of 3
            1 | 2 | PRODUCTION | error: 1 broker instead of 3
            1 | 2 | DEV        | warning: 1 broker
            2 | 2 | DEV        | ''
            """)
    void shouldJudgeTheBrokersByTheProfile(int brokers, int transactions, Profile profile, String wrong) {
        String found =
                Findings.wrong(ClusterCheck.check(new ClusterFacts("k:1", brokers, "4.1", transactions), profile));
        assertThat(found).startsWith(wrong);
        assertThat(found.isEmpty()).isEqualTo(wrong.isEmpty());
    }

    @Test
    void shouldGiveTheCommandThatTurnsSafeTransactionsOn() {
        assertThat(Findings.text(ClusterCheck.check(new ClusterFacts("k:1", 3, "3.9", 0), Profile.PRODUCTION)))
                .contains("ok: Kafka at k:1 answers: 3 brokers, metadata.version of Kafka 3.9")
                .anyMatch(line -> line.endsWith(
                        "kafka-features.sh --bootstrap-server k:1 upgrade --feature transaction.version=2"));
    }
}
